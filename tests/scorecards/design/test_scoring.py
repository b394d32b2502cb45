"""Scores exactly as worked by hand: weights, N/A, bonus, cap, fatal answers, conditions."""

from fractions import Fraction

import pytest

from scorecards.design.scoring import (
    score,
    to_public,
)
from scorecards.design.verdicts import verdicts
from tests.scorecards.design.cards import document, question, section, tenths


def four_weights(**last):
    return document(
        section("all", tenths("a", 40), tenths("b", 20), tenths("c", 20), tenths("d", 20, **last))
    )


def test_the_worked_example_of_four_weights():
    result = score(four_weights(), {"a": "10", "b": "5", "c": "5", "d": "0"})
    assert to_public(result) == {
        "percent": 60,
        "raw_percent": 60,
        "percent_without_fatal": 60,
        "failed": False,
        "failed_sections": [],
        "no_score": False,
        "passed": False,
        "sections": {"all": {"percent": 60, "failed": False}},
    }


def test_the_weight_of_a_question_that_does_not_apply_is_shared_out():
    result = score(four_weights(), {"a": "10", "b": "5", "c": "5", "d": "N/A"})
    assert result.percent == 75
    shares = {key: item.weight_share for key, item in result.questions.items()}
    assert shares == {"a": Fraction(1, 2), "b": Fraction(1, 4), "c": Fraction(1, 4), "d": 0}


def test_nothing_that_applies_is_no_score_and_neither_0_nor_100():
    result = score(four_weights(), dict.fromkeys("abcd", "N/A"))
    assert to_public(result) == {
        "percent": None,
        "raw_percent": None,
        "percent_without_fatal": None,
        "failed": False,
        "failed_sections": [],
        "no_score": True,
        "passed": None,
        "sections": {"all": {"percent": None, "failed": False}},
    }


def two_sections(first=None, second=None):
    return document(
        section("one", tenths("a", 10), tenths("b", 30), weight=first),
        section("two", tenths("c", 20), tenths("d", 40), weight=second),
    )


FLAT = {"a": "10", "b": "5", "c": "N/A", "d": "0"}


def test_a_card_without_section_weights_is_one_flat_mean():
    assert score(two_sections(), FLAT).percent == Fraction("31.25")


def test_section_weights_stay_as_given():
    result = score(two_sections(3, 1), FLAT)
    assert result.percent == Fraction("46.875")
    assert result.sections["one"].percent == Fraction("62.5")
    assert result.sections["two"].percent == 0


def test_a_section_without_a_weight_among_weighted_ones_weighs_its_answered_questions():
    # Section one has W 3 and 62.5 %; section two weighs 40, its only answered question, with 0 %.
    assert score(two_sections(first=3), FLAT).percent == Fraction("187.5") / 43


def test_a_bonus_adds_to_the_numerator_only():
    card = document(section("one", tenths("a", 40), question("extra", 10, bonus=True)))
    assert score(card, {"a": "5", "extra": "yes"}).percent == 75
    assert score(card, {"a": "5", "extra": "no"}).percent == 50


def test_the_evaluation_is_capped_and_the_section_is_not():
    parts = section("one", tenths("a", 40), question("extra", 10, bonus=True))
    result = score(document(parts), {"a": "10", "extra": "yes"})
    assert (result.percent, result.raw_percent) == (100, 125)
    assert result.sections["one"].percent == 125
    assert score(document(parts, cap_percent=None), {"a": "10", "extra": "yes"}).percent == 125
    assert score(document(parts, cap_percent=110), {"a": "10", "extra": "yes"}).percent == 110


def test_a_section_of_bonuses_only_has_no_score():
    card = document(
        section("one", tenths("a", 40)), section("two", question("extra", 10, bonus=True), weight=5)
    )
    result = score(card, {"a": "5", "extra": "yes"})
    assert (result.percent, result.sections["two"].percent) == (50, None)


def fatal_card(scope, weight=10, **others):
    return document(
        section(
            "one",
            question("a", weight, critical=scope, fatal_values=["no"], **others),
            question("b", 30),
            weight=1,
        ),
        section("two", tenths("c", 10), weight=1),
    )


def test_a_fatal_answer_takes_its_section_to_0_and_keeps_its_weight():
    result = score(fatal_card("section"), {"a": "no", "b": "yes", "c": "8"})
    assert to_public(result) == {
        "percent": 40,
        "raw_percent": 40,
        "percent_without_fatal": 77.5,
        "failed": False,
        "failed_sections": ["one"],
        "no_score": False,
        "passed": False,
        "sections": {
            "one": {"percent": 0, "failed": True},
            "two": {"percent": 80, "failed": False},
        },
    }
    assert result.questions["a"].critical_hit == "section"


def test_a_fatal_answer_takes_the_evaluation_to_0_and_keeps_its_sections():
    result = score(fatal_card("evaluation"), {"a": "no", "b": "yes", "c": "8"})
    assert (result.percent, result.failed, result.passed) == (0, True, False)
    assert result.percent_without_fatal == Fraction("77.5")
    assert result.sections["one"].percent == 75
    assert result.failed_sections == ()


def test_a_failed_evaluation_never_passes_even_where_everybody_does():
    card = document(
        section("s", question("a", critical="evaluation", fatal_values=["no"])), pass_percent=0
    )
    assert score(card, {"a": "no"}).passed is False
    assert score(card, {"a": "yes"}).passed is True


@pytest.mark.parametrize("others", [{"excluded": True}, {"weight": 0}, {"bonus": True}])
def test_a_fatal_answer_counts_on_questions_without_weight(others):
    result = score(fatal_card("evaluation", **others), {"a": "no", "b": "yes", "c": "8"})
    assert (result.percent, result.failed) == (0, True)
    assert result.percent_without_fatal == 90


def test_a_fatal_answer_fails_an_evaluation_of_nothing_else():
    result = score(fatal_card("evaluation", excluded=True), {"a": "no", "b": "N/A", "c": "N/A"})
    assert (result.percent, result.raw_percent, result.failed, result.passed) == (0, 0, True, False)
    assert result.percent_without_fatal is None
    assert not result.no_score


def test_a_failed_section_without_a_score_stays_without():
    result = score(fatal_card("section", excluded=True), {"a": "no", "b": "N/A", "c": "8"})
    assert (result.percent, result.failed_sections) == (80, ("one",))
    assert to_public(result)["sections"]["one"] == {"percent": None, "failed": True}


@pytest.mark.parametrize("given", ["N/A", None])
def test_a_critical_question_that_was_not_answered_is_not_fatal(given):
    result = score(fatal_card("evaluation"), {"a": given, "b": "yes", "c": "8"})
    assert (result.percent, result.failed) == (90, False)


def penalty_card(**others):
    options = [{"value": "rude", "score": -1}, {"value": "fine", "score": 1}]
    return document(
        section(
            "one",
            question("a", 3, type="choice", options=options),
            question("b", 1),
        ),
        **others,
    )


def test_a_negative_total_is_shown_as_0_with_the_raw_value_beside():
    result = score(penalty_card(), {"a": "rude", "b": "yes"})
    assert (result.percent, result.raw_percent, result.percent_without_fatal) == (0, -50, 0)
    assert result.sections["one"].percent == -50


def test_passed_is_judged_on_the_exact_value():
    thirds = document(section("s", question("a", 2), question("b", 1)), pass_percent=66.666667)
    result = score(thirds, {"a": "yes", "b": "no"})
    assert to_public(result)["percent"] == 66.666667
    assert result.passed is False


def test_a_card_without_a_pass_mark_says_nothing_of_passing():
    assert score(penalty_card(pass_percent=None), {"a": "fine", "b": "yes"}).passed is None


def test_the_pass_mark_itself_passes():
    card = document(section("s", question("a", 4), question("b", 1)), pass_percent=80)
    assert score(card, {"a": "yes", "b": "no"}).passed is True


def test_a_band_is_named_and_sections_can_have_a_pass_mark():
    bands = [{"from": 0, "label": "Weak"}, {"from": 50, "label": "Good"}]
    card = document(section("s", question("a"), question("b"), pass_percent=51), bands=bands)
    result = score(card, {"a": "yes", "b": "no"})
    assert (result.band, result.sections["s"].passed) == ("Good", False)


def test_a_hundred_sections_are_scored_without_slowing():
    sections = [section(f"s{n}", question(f"q{n}", n + 1)) for n in range(100)]
    result = score(document(*sections), {f"q{n}": "yes" for n in range(0, 100, 2)})
    assert result.percent == 100
    assert sum(item.weight_share for item in result.questions.values()) == 1


def test_a_question_has_a_pass_mark_and_bands_of_its_own():
    bands = [{"from": 0, "label": "Weak"}, {"from": 50, "label": "Good"}]
    fatal = {"critical": "section", "fatal_values": ["5"]}
    card = document(
        section(
            "s",
            tenths("a", pass_percent=60, bands=bands),
            tenths("b", pass_percent=50, **fatal),
            question("c"),
        )
    )
    result = score(card, {"a": "5", "b": "5", "c": "yes"})
    assert verdicts(result) == {
        "passed": False,
        "sections": {},
        "questions": {"a": {"passed": False, "band": "Good"}, "b": {"passed": False}},
    }
    assert verdicts(score(card, {"a": "N/A", "b": "6"}))["questions"] == {"b": {"passed": True}}
