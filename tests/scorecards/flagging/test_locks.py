"""Nobody waits for training or scoring: while they read and compute, others can write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.jobs.queue import enqueue
from scorecards.flagging import drift_watch, promotion, scoring_run, training
from scorecards.flagging.estimator import Model
from scorecards.flagging.models import RiskFlag
from scorecards.flagging.reasons import Reasons
from tests.factories.flagging import give_notice, make_chats, make_labelled
from tests.locks import noting

Notes = list[tuple[str, bool]]
Run = Callable[[], tuple[int, int]]


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> Notes:
    """Whether the lock was free whenever something was read in bulk or computed."""
    found: Notes = []
    places = (
        (training, ("gather", "learn", "write_card", "judge", "checked")),
        (promotion, ("load_model",)),
        (scoring_run, ("conversations", "load_model")),
        (drift_watch, ("conversations",)),
        (Model, ("score", "probabilities")),
        (Reasons, ("explain",)),
    )
    for place, names in places:
        for name in names:
            monkeypatch.setattr(place, name, noting(getattr(place, name), found))
    return found


def test_training_and_scoring_leave_the_write_lock_free(
    session: Session, notes: Notes, run_jobs: Run
) -> None:
    give_notice(session)
    make_labelled(session, 80)
    enqueue(session, "flagging.train", {})
    done, parked = run_jobs()
    assert (done >= 2, parked) == (True, 0)
    assert {name for name, _ in notes} == {
        "gather", "learn", "write_card", "judge", "checked", "conversations", "load_model",
        "score", "probabilities", "explain",
    }  # fmt: skip
    assert [name for name, free in notes if not free] == []
    assert session.scalar(select(func.count()).select_from(RiskFlag)) == 80


def test_scoring_what_is_new_and_the_refit_leave_it_free(
    session: Session, notes: Notes, run_jobs: Run
) -> None:
    give_notice(session)
    make_labelled(session, 80)
    enqueue(session, "flagging.train", {})
    run_jobs()
    notes.clear()
    new = make_chats(session, 60, first=300)
    enqueue(session, "flagging.score_new", {"interaction_ids": [chat.id for chat in new]})
    enqueue(session, "flagging.refit", {})
    assert run_jobs() == (2, 0)
    assert {name for name, _ in notes} >= {"conversations", "score", "explain"}
    assert [name for name, free in notes if not free] == []
