"""Scoring with the version in use: who is flagged, why, and who may know it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.actor import actor_of
from qa_app.people.models import Team, User
from scorecards.flagging.models import RiskFlag
from scorecards.flagging.promotion import put_in_use
from scorecards.flagging.queries import flag_of, flagged_for, model_in_use
from scorecards.flagging.scoring_run import ScoringReport, score_interactions
from scorecards.flagging.switch import switch
from scorecards.flagging.training import train_version
from scorecards.reviews.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Pool,
)
from tests.factories.flagging import AT, give_notice, is_poor, make_chats, make_labelled
from tests.factories.people import make_team, make_user
from tests.factories.queue import make_assignment
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Speaker, Transcript, Turn


def score(session: Session, ids: list[int] | None = None) -> ScoringReport:
    return score_interactions(session, ids, at=AT, pause=session.commit)


@pytest.fixture
def chats(session: Session) -> list[Interaction]:
    give_notice(session)
    found = make_labelled(session, 80)
    train_version(session, by=None, at=AT, pause=session.commit)
    return found


def test_the_riskiest_fifth_is_flagged_with_reasons(
    session: Session, chats: list[Interaction]
) -> None:
    report = score(session)
    assert (report.version, report.scored, report.total) == (1, 80, 80)
    assert 0 < report.flagged <= 16
    poor = {chat.id for chat in chats if is_poor(chat)}
    flagged = session.scalars(select(RiskFlag).where(RiskFlag.flagged)).all()
    assert {flag.interaction_id for flag in flagged} <= poor
    assert all(1 <= len(flag.reasons) <= 3 for flag in flagged)
    assert any(reason["turns"] for flag in flagged for reason in flag.reasons)
    others = session.scalars(select(RiskFlag).where(RiskFlag.flagged.is_(False)))
    assert all(flag.reasons == [] for flag in others)


def test_what_nobody_is_known_to_have_said_is_not_scored(
    session: Session, chats: list[Interaction]
) -> None:
    turns = select(Turn).join(Transcript, Turn.transcript_id == Transcript.id)
    for turn in session.scalars(turns.where(Transcript.interaction_id == chats[0].id)):
        turn.speaker = Speaker.UNKNOWN
    report = score(session)
    assert (report.scored, report.total) == (79, 79)
    flags = select(func.count(RiskFlag.id)).where(RiskFlag.interaction_id == chats[0].id)
    assert session.scalar(flags) == 0


def test_scoring_again_changes_nothing(session: Session, chats: list[Interaction]) -> None:
    first = score(session)
    columns = (RiskFlag.id, RiskFlag.probability, RiskFlag.flagged, RiskFlag.reasons)
    before = session.execute(select(*columns).order_by(RiskFlag.id)).all()
    again = score(session)
    assert (again.scored, again.flagged) == (0, first.flagged)
    assert session.execute(select(*columns).order_by(RiskFlag.id)).all() == before


def test_new_interactions_get_the_cut_that_holds(
    session: Session, chats: list[Interaction]
) -> None:
    score(session)
    new = make_chats(session, 6, first=200)
    report = score(session, [chat.id for chat in new])
    assert (report.scored, report.total) == (6, 86)
    model = model_in_use(session)
    assert model is not None
    rows = session.scalars(
        select(RiskFlag).where(RiskFlag.interaction_id.in_([c.id for c in new]))
    ).all()
    assert [row.flagged for row in rows] == [row.probability >= model.cut for row in rows]


def test_off_hides_flags_and_refuses_scoring(session: Session, chats: list[Interaction]) -> None:
    score(session)
    manager = actor_of(make_user(session, Role.QA_MANAGER))
    assert flag_of(session, manager, chats[0].id) is not None
    assert flagged_for(session, manager) is not None
    switch(session, False, by=None, at=AT)
    assert flag_of(session, manager, chats[0].id) is None
    assert flagged_for(session, manager) is None
    with pytest.raises(Refused, match="switched off"):
        score(session)
    switch(session, True, by=None, at=AT)
    assert flag_of(session, manager, chats[0].id) is not None


def sees(session: Session, user: User, chat: Interaction) -> bool:
    return flag_of(session, actor_of(user), chat.id) is not None


def test_a_reviewer_sees_a_flag_only_after_submitting(
    session: Session, chats: list[Interaction]
) -> None:
    score(session)
    mine = session.scalars(select(Evaluation).order_by(Evaluation.id)).first()
    assert mine is not None
    author, chat = mine.reviewer, mine.interaction
    assert sees(session, author, chat)
    assert not sees(session, make_user(session, Role.REVIEWER), chat)
    assert not sees(session, session.get_one(User, chat.agent_id), chat)
    for state in (EvaluationState.DRAFT, EvaluationState.PENDING):
        mine.state = state
        session.flush()
        assert not sees(session, author, chat)
    mine.state = EvaluationState.ACKNOWLEDGED
    session.flush()
    assert sees(session, author, chat)


def test_managers_and_leads_see_flags_of_what_they_have_not_to_judge(
    session: Session, chats: list[Interaction]
) -> None:
    score(session)
    chat = chats[0]
    team, elsewhere = session.get_one(Team, chat.team_id), make_team(session)
    assert sees(session, make_user(session, Role.TEAM_LEAD, team), chat)
    assert not sees(session, make_user(session, Role.TEAM_LEAD, elsewhere), chat)
    assert not sees(session, make_user(session, Role.ADMIN), chat)
    manager = make_user(session, Role.QA_MANAGER)
    assert sees(session, manager, chat)
    waiting = make_assignment(session, chat, manager, pool=Pool.MANUAL)
    assert not sees(session, manager, chat)
    waiting.state = AssignmentState.DONE
    session.flush()
    assert sees(session, manager, chat)


def test_the_flagged_ones_are_listed_without_those_still_to_judge(
    session: Session, chats: list[Interaction]
) -> None:
    score(session)
    manager = make_user(session, Role.QA_MANAGER)

    def listed(user: User) -> set[int]:
        found = flagged_for(session, actor_of(user))
        assert found is not None
        return set(session.scalars(found))

    flagged = set(session.scalars(select(RiskFlag.interaction_id).where(RiskFlag.flagged)))
    assert len(flagged) > 1
    assert listed(manager) == flagged
    one = session.get_one(Interaction, min(flagged))
    make_assignment(session, one, manager, pool=Pool.MANUAL)
    assert listed(manager) == flagged - {one.id}
    assert listed(make_user(session, Role.TEAM_LEAD, make_team(session))) == set()
    assert flagged_for(session, actor_of(make_user(session, Role.REVIEWER))) is None


def test_nothing_of_reviewing_is_written(session: Session, chats: list[Interaction]) -> None:
    def kept() -> list[object]:
        evaluations = select(Evaluation.id, Evaluation.percent, Evaluation.state, Evaluation.failed)
        count = session.scalar(select(func.count()).select_from(Assignment))
        return [*session.execute(evaluations.order_by(Evaluation.id)).all(), count]

    before = kept()
    score(session)
    assert kept() == before


def test_a_changed_file_scores_nothing(session: Session, chats: list[Interaction]) -> None:
    model = model_in_use(session)
    assert model is not None
    storage(session).put(model.storage_key, storage(session).get(model.storage_key) + b"x")
    with pytest.raises(Refused, match="checksum differs"):
        score(session)
    assert session.scalar(select(func.count()).select_from(RiskFlag)) == 0


def test_a_kept_version_comes_back_with_its_scores(
    session: Session, chats: list[Interaction]
) -> None:
    first = model_in_use(session)
    assert first is not None
    score(session)
    session.commit()
    second = train_version(session, by=None, at=AT, pause=session.commit)
    assert model_in_use(session) is second
    manager = actor_of(make_user(session, Role.QA_MANAGER))
    assert flag_of(session, manager, chats[0].id) is None
    put_in_use(session, first, by=None, at=AT)
    assert model_in_use(session) is first
    assert second.outcome == "Replaced by version 1, kept"
    flag = flag_of(session, manager, chats[0].id)
    assert flag is not None
    assert flag.model_id == first.id
