"""First steps: each is done once its first row is there, and a brought-in history is no review."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from qa_app.dashboards.first_steps import first_steps
from tests.factories.feedback import make_desk, make_released


def done(session: Session) -> set[str]:
    return {name for name, is_done in asdict(first_steps(session)).items() if is_done}


def test_nothing_is_done_at_first(session: Session) -> None:
    assert done(session) == set()


def test_a_history_that_was_brought_in_is_not_the_first_score(session: Session) -> None:
    evaluation = make_released(session, make_desk(session))
    evaluation.imported = True
    session.flush()
    assert "score" not in done(session)
    evaluation.imported = False
    session.flush()
    assert "score" in done(session)
