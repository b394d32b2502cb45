"""To which interaction an answer or a session belongs; two that could be meant are never one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from transcription.intake.companions.matching import Candidate, by_agent, by_customer, by_id

TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def call(number: int, minutes: float, length: float | None = None) -> Candidate:
    """An interaction that began so many minutes after ten and lasted so long."""
    began = TEN + timedelta(minutes=minutes)
    ended = began + timedelta(minutes=length) if length is not None else None
    return Candidate(number, "desk", f"c-{number}", began, ended)


def test_an_id_names_one_or_is_ambiguous() -> None:
    assert by_id([call(1, 0)]).found == call(1, 0)
    assert by_id([]).found is None
    assert by_id([call(1, 0), call(2, 0)]).is_ambiguous


def test_the_customers_last_interaction_before_the_answer_is_meant() -> None:
    old, near, later = call(1, -600), call(2, -60), call(3, 10)
    assert by_customer([old, near, later], TEN, DAY).found == near
    assert by_customer([old], TEN, timedelta(hours=1)).found is None
    twin = call(4, -50)
    assert by_customer([old, near, twin], TEN, DAY).several == (twin, near)


def test_a_session_belongs_to_the_call_during_which_it_ran() -> None:
    during, beside = call(1, -20, 40), call(2, -30, 25)
    assert by_agent([during], TEN, TEN + timedelta(minutes=10)).found == during
    assert by_agent([during, beside], TEN, None).found == during
    assert by_agent([beside], TEN, None).found == beside
    assert by_agent([call(3, -90, 10)], TEN, None).found is None
    assert by_agent([call(4, -10, 5), call(5, -12, 5)], TEN, None).is_ambiguous
