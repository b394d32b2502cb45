"""Whom interactions of several agents are scored for: a rule of each source, kept, shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.intake.importing import imported, one
from tests.transcription.intake.vendors.telling import FIXTURES
from transcription.intake.exports.scored import RULES, Rule, choose
from transcription.intake.models import SourceScoring
from transcription.intake.scoring_rules import rules_by_source, set_rule
from transcription.transcripts.models import Speaker, Transcript
from transcription.transcripts.taking_part import Part, taking_part

SignIn = Callable[[User], FlaskClient]
SPOKE = ("b", "a", "a", "c", "b", "c")


@pytest.mark.parametrize(
    ("spoke", "rule", "assignee", "expected"),
    [
        (SPOKE, "most_active", None, ("b", "most_active")),
        (SPOKE, "first", None, ("b", "first")),
        (SPOKE, "last", None, ("c", "last")),
        (SPOKE, "assignee", "a", ("a", "assignee")),
        (SPOKE, "assignee", "z", ("z", "assignee")),
        (SPOKE, "assignee", None, ("b", "most_active")),
        (("a", "a"), "last", "z", ("a", "only")),
        (("a", "a"), "assignee", "a", ("a", "only")),
        ((), "first", "z", ("z", "assigned_only")),
        ((), "assignee", "z", ("z", "assigned_only")),
        ((), "first", None, None),
    ],
)
def test_the_rule_chooses(
    spoke: tuple[str, ...], rule: Rule, assignee: str | None, expected: tuple[str, str] | None
) -> None:
    assert choose(spoke, rule, assignee=assignee) == expected


def test_rules_are_kept_by_source_and_changed(session: Session) -> None:
    at = clock.now()
    set_rule(session, "zendesk", "first", by=None, at=at)
    set_rule(session, " zendesk ", "last", by=None, at=at)
    assert rules_by_source(session) == {"zendesk": "last"}
    with pytest.raises(Refused, match="Choose one of most_active, last, first, assignee"):
        set_rule(session, "zendesk", "loudest", by=None, at=at)
    with pytest.raises(Refused, match="Name the source"):
        set_rule(session, " ", "first", by=None, at=at)


@pytest.mark.parametrize(("said", "agent"), [(None, "11"), ("most_active", "12")])
def test_rule_of_the_source_holds_unless_the_import_says_another(
    session: Session, said: Rule | None, agent: str
) -> None:
    set_rule(session, "zendesk", "first", by=None, at=clock.now())
    batch = imported(session, FIXTURES / "zendesk.json", scored=said)
    found = one(session, "3501")
    assert (found.agent.external_id, found.scored_why) == (agent, said or "first")
    assert batch.note is not None
    assert "several agents took part in 1 interaction" in batch.note


def test_agents_of_turns_are_known_and_counted(session: Session) -> None:
    imported(session, FIXTURES / "zendesk.json")
    found = one(session, "3501")
    transcript = session.scalars(
        select(Transcript).where(Transcript.interaction_id == found.id)
    ).one()
    part = taking_part(session, found, transcript.turns)
    assert part.names is not None
    ids = {name: number for number, name in part.names.items()}
    assert part.agents == (
        Part("Agent Twelve", 2, is_scored=True, id=ids["Agent Twelve"]),
        Part("Agent Eleven", 1, is_scored=False, id=ids["Agent Eleven"]),
    )
    assert (part.bot_turns, part.are_several) == (1, True)
    assert set(part.names.values()) == {"Agent Eleven", "Agent Twelve"}
    assert {turn.agent_id for turn in transcript.turns if turn.speaker is Speaker.BOT} == {None}


def test_page_sets_a_rule_and_the_interaction_explains_it(
    session: Session, sign_in: SignIn
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    page = client.get("/import").get_data(as_text=True)
    assert "Zendesk tickets" in page
    assert all(f'value="{rule}"' in page for rule in RULES)
    answer = client.post("/import/scored-agent", data={"scored_source": "zendesk", "rule": "last"})
    assert answer.status_code == 303
    assert session.scalars(select(SourceScoring.rule)).all() == ["last"]
    bad = client.post("/import/scored-agent", data={"scored_source": "", "rule": "last"})
    assert (bad.status_code, "Name the source." in bad.get_data(as_text=True)) == (422, True)
    imported(session, FIXTURES / "zendesk.json")
    session.commit()
    page = client.get(f"/interactions/{one(session, '3501').id}").get_data(as_text=True)
    assert "The last agent who spoke." in page
    assert "Agent Eleven" in page
