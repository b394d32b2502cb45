"""Undoing an import of answers or sessions, or of the interactions that they were joined to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.transcription.intake.companions.test_joining import AT, SESSIONS, SURVEY, bring, keep
from transcription.intake.companions.models import Companion
from transcription.intake.models import BatchState
from transcription.intake.undoing import begin_undo, removal_of

RunJobs = Callable[[], tuple[int, int]]


def test_answers_go_with_what_they_had_filled_in(
    session: Session, tmp_path: Path, run_jobs: RunJobs
) -> None:
    jo = make_user(session, Role.AGENT, make_team(session), name="Jo Park")
    one = make_interaction(session, jo, external_id="T-1", started_at=AT)
    two = make_interaction(session, jo, external_id="T-2", started_at=AT)
    keep(session, SURVEY)
    batch = bring(session, tmp_path, SURVEY)
    # Somebody has meanwhile said otherwise of one.
    two.csat = 4
    assert (one.csat, one.nps) == (5, 9)
    removal = removal_of(session, batch)
    assert (removal.counts["interaction"], removal.counts["companion"]) == (0, 3)
    assert removal.obstacles == []
    begin_undo(session, batch, by=None, at=clock.now())
    assert run_jobs()[1] == 0
    assert batch.state is BatchState.UNDONE
    assert session.scalars(select(Companion)).all() == []
    assert (one.csat, one.nps, one.survey_comment) == (None, None, None)
    assert (two.csat, two.nps) == (4, None)


def test_sessions_are_taken_out_of_the_facts(
    session: Session, tmp_path: Path, run_jobs: RunJobs
) -> None:
    jo = make_user(session, Role.AGENT, make_team(session), name="Jo Park")
    one = make_interaction(session, jo, external_id="T-1", started_at=AT)
    one.facts = {**one.facts, "transfers": 1}
    batch = bring(session, tmp_path, SESSIONS)
    assert one.facts["remote_sessions"] == 1
    begin_undo(session, batch, by=None, at=clock.now())
    assert run_jobs()[1] == 0
    assert {key: one.facts.get(key) for key in ("transfers", "remote_sessions", "remote_s")} == {
        "transfers": 1, "remote_sessions": None, "remote_s": None,
    }  # fmt: skip


def test_answers_wait_again_when_their_interaction_leaves(
    session: Session, tmp_path: Path, run_jobs: RunJobs
) -> None:
    chat = tmp_path / "chats.csv"
    chat.write_text(
        "external_id,started_at,agent_id,speaker,text\n"
        "T-1,2026-05-20T09:00:00Z,a-1,customer,Hello\n"
    )
    keep(session, SURVEY)
    chats = bring(session, tmp_path, chat.read_text(), name="chats.csv")
    bring(session, tmp_path, SURVEY)
    joined = select(Companion.key).where(Companion.interaction_id.is_not(None))
    assert session.scalars(joined).all() == ["1"]
    begin_undo(session, chats, by=None, at=clock.now())
    assert run_jobs()[1] == 0
    assert chats.state is BatchState.UNDONE
    assert session.scalars(joined).all() == []
    assert len(session.scalars(select(Companion)).all()) == 3
