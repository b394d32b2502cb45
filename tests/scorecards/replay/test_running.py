"""Replays of stored evaluations: what is taken, what comes out, and that nothing is written."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from scorecards.design.document import parse
from scorecards.design.editing import change_card, change_question, remove_question
from scorecards.design.publishing import publish
from scorecards.replay import running
from scorecards.replay.models import Replay
from scorecards.replay.running import Asked, ask, is_long, run
from scorecards.reviews.models import Evaluation, EvaluationState, Pool
from scorecards.reviews.results import set_answers, write_score
from tests.factories.feedback import AT, Desk, make_evaluation
from tests.scorecards.replay.centre import GIVEN, heavier, make_next, make_past

LATER = AT + timedelta(days=30)


@pytest.fixture
def past(session: Session) -> tuple[Desk, list[Evaluation]]:
    return make_past(session)


def replayed(session: Session, version: Any, **asked: Any) -> Replay:
    found = ask(
        session, version, Asked(version.scorecard_id, **asked), by=None, at=LATER
    )  # fmt: skip
    run(session, found, at=LATER, pause=session.commit)
    session.commit()
    return found


def rows(replay: Replay) -> list[tuple[float | None, float | None]]:
    return [(row[1], row[2]) for row in replay.rows or []]


def test_a_replay_scores_as_a_reviewer_under_the_draft_would(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    """The draft is published, and the same answers are given once more by hand."""
    desk, evaluations = past
    draft = make_next(session, desk.version, heavier)
    found = replayed(session, draft)
    assert rows(found) == [(100, 100), (83.333333, 45.454545), (66.666667, 81.818182), (0, 0)]
    publish(session, draft, by=None, at=LATER, actor="test")
    by_hand = []
    for evaluation, answers in zip(evaluations, GIVEN, strict=True):
        evaluation.version = draft
        set_answers(evaluation, answers)
        write_score(evaluation)
        by_hand.append((evaluation.percent, evaluation.passed))
    assert [(Decimal(str(row[2])), row[4]) for row in found.rows or []] == [
        (Decimal(str(float(percent or 0))), passed) for percent, passed in by_hand
    ]
    assert found.result is not None
    assert found.result["verdicts"] == [
        [True, True, 1], [True, False, 1], [False, True, 1], [False, False, 1],
    ]  # fmt: skip
    assert [cause["key"] for cause in found.result["causes"]] == ["greeting"]


def test_an_unchanged_draft_changes_nothing(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    draft = make_next(session, past[0].version, lambda document: document)
    found = replayed(session, draft)
    assert found.result is not None
    assert (found.result["n"], found.result["changed"]) == (4, 0)
    assert (found.result["mean"]["difference"], found.result["causes"]) == (0, [])
    assert found.result["bins"]["before"] == found.result["bins"]["after"]


def test_nothing_is_written_to_evaluations(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    desk, evaluations = past
    before = [(each.percent, each.result, each.revision, each.version_id) for each in evaluations]
    replayed(session, make_next(session, desk.version, heavier))
    session.expire_all()
    assert [
        (each.percent, each.result, each.revision, each.version_id) for each in evaluations
    ] == before


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 4),
        ({"pool": Pool.RANDOM}, 3),
        ({"pool": Pool.TARGETED}, 1),
        ({"since": date(2026, 3, 3)}, 3),
        ({"until": date(2026, 3, 3)}, 2),
        ({"since": date(2026, 3, 3), "until": date(2026, 3, 4), "pool": Pool.RANDOM}, 2),
    ],
)
def test_a_period_and_a_pool(
    session: Session, past: tuple[Desk, list[Evaluation]], asked: dict[str, Any], count: int
) -> None:
    draft = make_next(session, past[0].version, heavier)
    found = replayed(session, draft, **asked)
    assert (found.found, (found.result or {})["n"]) == (count, count)


def test_drafts_and_other_scorecards_are_left_alone(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    desk = past[0]
    make_evaluation(session, desk, state=EvaluationState.DRAFT)
    make_past(session)
    found = replayed(session, make_next(session, desk.version, heavier))
    assert found.found == 4


def test_evaluations_of_older_versions_are_scored_against_their_own(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    """Version 1 weighs the greeting 10, version 2 60, the draft 10 again: only 2's change."""
    desk = past[0]
    second = make_next(session, desk.version, heavier)
    publish(session, second, by=None, at=LATER, actor="test")
    desk_2 = Desk(desk.team, desk.agent, desk.lead, desk.reviewer, desk.manager, desk.stranger,
                  second)  # fmt: skip
    make_evaluation(session, desk_2, answers=GIVEN[1])
    draft = make_next(
        session, second, lambda document: change_question(document, "greeting", {"weight": 10})
    )
    found = replayed(session, draft)
    assert rows(found)[:4] == [(each, each) for each in (100, 83.333333, 66.666667, 0)]
    assert rows(found)[4] == (45.454545, 83.333333)
    assert found.result is not None
    assert [(it["key"], it["moved"]) for it in found.result["causes"]] == [("greeting", 1)]


def test_what_cannot_be_replayed_is_counted(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    desk, evaluations = past
    bare = make_evaluation(session, desk, answers={})
    bare.percent = Decimal(70)
    evaluations[0].percent = Decimal(99)
    draft = make_next(session, desk.version, lambda it: remove_question(it, "solved"))
    found = replayed(session, draft)
    assert found.result is not None
    assert (found.found, found.result["n"]) == (5, 3)
    assert found.result["left_out"] == {"no_answers": 1, "unlike": 1}
    assert found.result["questions"] == [
        {"key": "solved", "text": "Was the request solved?", "lost": {"removed": 3}, "missing": 0}
    ]


def test_nothing_to_replay_is_refused(session: Session) -> None:
    desk, _ = make_past(session)
    draft = make_next(session, desk.version, heavier)
    with pytest.raises(Refused, match="no evaluation of this kind"):
        ask(session, draft, Asked(draft.scorecard_id, until=date(2020, 1, 1)), by=None, at=LATER)
    asked = Asked(draft.scorecard_id, date(2026, 3, 4), date(2026, 3, 3))
    with pytest.raises(Refused, match="ends before it begins"):
        ask(session, draft, asked, by=None, at=LATER)


def test_much_to_do_is_left_to_a_worker(
    session: Session, past: tuple[Desk, list[Evaluation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make_next(session, past[0].version, heavier)
    found = ask(session, draft, Asked(draft.scorecard_id), by=None, at=LATER)
    assert not is_long(session, found, draft)
    # Four evaluations, each before, under the draft, and with its one change taken back.
    monkeypatch.setattr(running, "MOST_SCORINGS", 12)
    assert not is_long(session, found, draft)
    monkeypatch.setattr(running, "MOST_SCORINGS", 11)
    assert is_long(session, found, draft)
    monkeypatch.setattr(running, "MOST_SCORINGS", 10**9)
    monkeypatch.setattr(running, "MOST_AT_ONCE", 3)
    assert is_long(session, found, draft)


def test_progress_is_told_in_evaluations(
    session: Session, past: tuple[Desk, list[Evaluation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecards.replay.past.CHUNK", 3)
    draft = make_next(session, past[0].version, heavier)
    found = ask(session, draft, Asked(draft.scorecard_id), by=None, at=LATER)
    told: list[tuple[int, int]] = []
    run(session, found, at=LATER, pause=session.commit, progress=lambda *so: told.append(so))
    assert told == [(3, 4), (4, 4)]


def test_a_copied_card_is_replayed_on_the_evaluations_of_its_origin(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    from scorecards.design.drafting import copy_version

    desk = past[0]
    copy = copy_version(session, desk.version, "Copy", by=None, at=LATER)
    found = ask(session, copy, Asked(desk.version.scorecard_id), by=None, at=LATER)
    run(session, found, at=LATER, pause=session.commit)
    assert rows(found) == [(each, each) for each in (100, 83.333333, 66.666667, 0)]


def test_the_draft_is_replayed_as_it_is_when_the_work_begins(
    session: Session, past: tuple[Desk, list[Evaluation]]
) -> None:
    draft = make_next(session, past[0].version, heavier)
    found = ask(session, draft, Asked(draft.scorecard_id), by=None, at=LATER)
    make_next(session, past[0].version, lambda it: change_card(it, {"pass_percent": 40}))
    run(session, found, at=LATER, pause=session.commit)
    assert found.revision == draft.revision == 2
    assert found.result is not None
    assert {it["key"] for it in found.result["causes"]} == {"greeting", "pass_percent"}
    assert parse(draft.document).pass_percent == 40
