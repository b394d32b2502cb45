"""Entries of a kept sheet: there and back without loss, empties left out, older ones still read."""

from __future__ import annotations

import pytest

from scorecards.reviews.draft import Cited, Draft
from scorecards.reviews.drafting import DraftConflict
from scorecards.reviews.kept import check_base, draft_in, entries_of

FULL = Draft(
    answers={"tone": "no", "steps": ["a", "b"], "length": 2.5},
    comments={"tone": "Curt.", "close": "None."},
    causes={"tone": ["haste: queue of 20"]},
    evidence=[Cited(question="tone", turn=7, start=1, end=4)],
    comment="On the whole.",
)


def test_there_and_back() -> None:
    assert draft_in(entries_of(FULL), FULL.comment) == FULL.tidy()


def test_what_was_kept_before_evidence_and_causes_reads_on() -> None:
    old = {"tone": {"value": "yes", "comment": ""}, "close": {"value": None, "comment": "Hm."}}
    assert draft_in(old, None) == Draft(answers={"tone": "yes"}, comments={"close": "Hm."})


def test_an_entry_holds_only_what_was_entered() -> None:
    assert entries_of(Draft(answers={"tone": "N/A"})) == {"tone": {"value": "N/A", "comment": ""}}
    assert entries_of(Draft()) == {}


def test_an_older_window_is_told_and_the_same_is_not_written_twice() -> None:
    other = Draft(answers={"tone": "yes"})
    assert check_base(FULL, other, revision=3, based_on=3)
    assert check_base(FULL, other, revision=3, based_on=None)
    assert not check_base(FULL, FULL, revision=3, based_on=1)
    with pytest.raises(DraftConflict) as clash:
        check_base(FULL, other, revision=3, based_on=2)
    assert (clash.value.stored, clash.value.revision) == (FULL, 3)
