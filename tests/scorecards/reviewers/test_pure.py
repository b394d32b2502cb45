"""What is worked out without a database: levels, pages of a list, the middle of others, N/A."""

from __future__ import annotations

from scorecards.design.document import parse
from scorecards.reviewers.beside import Hidden, Others, middle_of, share_of
from scorecards.reviewers.levels import levels_of
from scorecards.reviewers.listing import page_from
from scorecards.reviewers.na_lines import NaLine, compared
from scorecards.reviewers.span import read_span
from scorecards.reviewers.work import NaUse, reason_of
from tests.factories.people import AT
from tests.factories.scorecards import card_json


def test_levels_leave_free_text_out() -> None:
    card = card_json("Levels")
    card["sections"][0]["questions"].append(
        {"key": "note", "text": "What else?", "type": "text", "required": False}
    )
    card["sections"][0]["questions"].append(
        {"key": "tone", "text": "How was it?", "type": "scale", "scale": {"min": 1, "max": 5}}
    )
    assert levels_of(parse(card)) == {
        "greeting": "nominal",
        "identity": "nominal",
        "tone": "ordinal",
        "solved": "nominal",
    }


def test_pages_follow_each_other_there_and_back() -> None:
    items = [f"i{n}" for n in range(7)]
    first = page_from(items, str, size=3)
    assert (list(first.items), first.older, first.newer) == (["i0", "i1", "i2"], "i2", None)
    second = page_from(items, str, before="i2", size=3)
    assert (list(second.items), second.older, second.newer) == (["i3", "i4", "i5"], "i5", "i3")
    last = page_from(items, str, before="i5", size=3)
    assert (list(last.items), last.older, last.newer) == (["i6"], None, "i6")
    assert list(page_from(items, str, after="i3", size=3).items) == ["i0", "i1", "i2"]


def test_a_key_that_is_gone_gives_the_first_page() -> None:
    assert list(page_from(["a", "b"], str, before="zz").items) == ["a", "b"]
    assert page_from([], str).items == []


def test_the_middle_of_others_is_not_shown_for_two() -> None:
    assert middle_of([1.0, None, 3.0]) == Hidden(2)
    assert middle_of([4.0, 1.0, 2.0, 3.0]) == Others(4, 2.5, 1.75, 3.25)
    assert middle_of([]) == Hidden(0)


def test_a_share_of_nothing_is_none() -> None:
    assert share_of(0, 0) is None
    assert share_of(1, 4) == 0.25


def test_na_is_compared_only_with_ten_answers_on_both_sides() -> None:
    uses = [
        NaUse("often", 15, 20, 10, 100),
        NaUse("alike", 2, 20, 10, 100),
        NaUse("few", 9, 9, 0, 100),
        NaUse("never", 0, 20, 0, 100),
    ]
    lines = compared(uses, {"often": "Was it documented?"})
    assert [(line.text, line.own, line.others, line.apart) for line in lines] == [
        ("Was it documented?", 0.75, 0.1, True),
        ("alike", 0.1, 0.1, False),
    ]
    assert isinstance(lines[0], NaLine)


def test_the_reason_of_a_skip_without_its_note() -> None:
    assert reason_of("other: the customer is my neighbour") == "other"
    assert reason_of("language") == "language"
    assert reason_of(None) == "other"


def test_an_unknown_period_is_twelve_weeks() -> None:
    assert read_span("8", AT).weeks == 8
    assert read_span("7; drop table", AT).weeks == 12
    assert read_span("26", AT, of=(4, 8, 12)).weeks == 12
    assert (AT - read_span("4", AT).since).days == 28
