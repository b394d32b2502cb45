"""For whom an interaction of several agents is scored can be changed while nobody has judged it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.permissions import Role
from qa_app.people.models import Team, User
from tests.factories.interactions import make_batch
from tests.factories.people import AT, make_team, make_user
from transcription.intake.agents import Roster
from transcription.intake.preparing import prepared
from transcription.intake.records import AgentRecord, InteractionRecord, Speaker, TurnRecord
from transcription.intake.storing import store
from transcription.interactions.models import Interaction
from transcription.transcripts import scored_agent

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def team(session: Session) -> Team:
    return make_team(session)


@pytest.fixture
def agents(session: Session, team: Team) -> tuple[User, User]:
    one = make_user(session, Role.AGENT, team, name="Agent One")
    two = make_user(session, Role.AGENT, make_team(session), name="Agent Two")
    return one, two


@pytest.fixture
def talk(session: Session, agents: tuple[User, User]) -> Interaction:
    """A chat that the first agent hands over to the second, after a bot."""
    one, two = (str(each.external_id) for each in agents)
    said: list[tuple[Speaker, str | None]] = [
        ("bot", None), ("customer", None), ("agent", one), ("agent", one), ("agent", two),
    ]  # fmt: skip
    record = InteractionRecord(
        source="desk", external_id="several", channel="chat", started_at=AT,
        agent=AgentRecord(one), others=(AgentRecord(two),), scored_why="most_active",
        turns=tuple(TurnRecord(speaker, "Hello", agent) for speaker, agent in said),
    )  # fmt: skip
    roster = Roster(session, create=False, by=None, at=AT)
    done = store(session, [prepared(record, region="US")], make_batch(session), roster, at=AT)
    return session.get_one(Interaction, done.ids[0])


def test_a_manager_changes_it_and_the_page_says_who_did(
    session: Session, sign_in: SignIn, talk: Interaction, agents: tuple[User, User]
) -> None:
    one, two = agents
    client = sign_in(make_user(session, Role.QA_MANAGER, name="Mo Manager"))
    here = f"/interactions/{talk.id}"
    assert "Score it for somebody else" in client.get(here).get_data(as_text=True)
    answer = client.post(f"{here}/scored-agent", data={"agent": str(two.id)})
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    session.refresh(talk)
    assert (talk.agent_id, talk.team_id, talk.scored_why) == (two.id, two.team_id, "chosen")
    page = client.get(here).get_data(as_text=True)
    assert "Chosen by Mo Manager," in page
    row = session.scalars(select(AuditRow).where(AuditRow.act == scored_agent.ACT)).one()
    assert (row.before, row.after) == (
        {"agent": one.id, "team": one.team_id}, {"agent": two.id, "team": two.team_id},
    )  # fmt: skip
    client.post(f"{here}/scored-agent", data={"agent": str(one.id)})
    session.refresh(talk)
    assert talk.agent_id == one.id


def test_a_lead_chooses_only_among_their_own(
    session: Session, sign_in: SignIn, talk: Interaction, agents: tuple[User, User], team: Team
) -> None:
    one, two = agents
    client = sign_in(make_user(session, Role.TEAM_LEAD, team))
    here = f"/interactions/{talk.id}"
    assert "Score it for somebody else" not in client.get(here).get_data(as_text=True)
    client.post(f"{here}/scored-agent", data={"agent": str(two.id)})
    session.refresh(talk)
    assert talk.agent_id == one.id
    reviewer = sign_in(make_user(session, Role.REVIEWER))
    assert reviewer.post(f"{here}/scored-agent", data={"agent": str(two.id)}).status_code == 404


def test_what_has_been_judged_stays(
    session: Session,
    sign_in: SignIn,
    talk: Interaction,
    agents: tuple[User, User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    here = f"/interactions/{talk.id}"
    monkeypatch.setattr(scored_agent, "_held", [lambda *_: ["A draw rests on it."]])
    page = client.get(here).get_data(as_text=True)
    assert "Who is scored cannot be changed any more. A draw rests on it." in page
    client.post(f"{here}/scored-agent", data={"agent": str(agents[1].id)})
    session.refresh(talk)
    assert talk.agent_id == agents[0].id
