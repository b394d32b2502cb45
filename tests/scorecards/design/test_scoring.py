"""Scores exactly as worked by hand: weights, N/A, bonus, cap, fatal answers, conditions."""

from fractions import Fraction

import pytest

from scorecards.design.findings import AnswersInvalid, ScorecardInvalid
from scorecards.design.scoring import (
    missing_required,
    open_root_causes,
    required_comments,
    score,
    to_public,
    visible_questions,
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


@pytest.mark.parametrize(
    ("cap", "chosen", "expected"),
    [
        (None, ["a", "b"], 100),
        (0.6, ["a", "b"], 60),
        (1.5, ["a", "b"], 110),
        (None, ["b", "c"], 0),
        (None, ["c"], -50),
        (None, [], 0),
        (0, ["a"], 0),
    ],
)
def test_multiple_choice_sums_what_is_chosen_up_to_its_cap(cap, chosen, expected):
    options = [
        {"value": "a", "score": 0.6},
        {"value": "b", "score": 0.5},
        {"value": "c", "score": -0.5},
    ]
    asked = question("q", type="multiple", options=options, cap=cap)
    result = score(document(section("s", asked)), {"q": chosen})
    assert result.raw_percent == expected


@pytest.mark.parametrize(("point", "expected"), [(1, 0), (2, 25), (4, 75), (5, 100)])
def test_a_scale_point_is_its_part_of_the_way(point, expected):
    asked = question("q", type="scale", scale={"min": 1, "max": 5})
    assert score(document(section("s", asked)), {"q": point}).percent == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, 100), (19.999, 100), (20, 50), (59, 50), (60, 10), (120, 10)]
)
def test_a_range_includes_its_start_and_only_the_last_its_end(number, expected):
    ranges = [
        {"from": 60, "to": 120, "score": 0.1},
        {"from": 0, "to": 20, "score": 1},
        {"from": 20, "to": 60, "score": 0.5},
    ]
    asked = question("q", type="number", ranges=ranges)
    assert score(document(section("s", asked)), {"q": number}).percent == expected


def test_ranges_may_be_open_at_their_ends():
    ranges = [{"from": None, "to": 0, "score": 0}, {"from": 0, "to": None, "score": 1}]
    card = document(section("s", question("q", type="number", ranges=ranges)))
    assert score(card, {"q": -7}).percent == 0
    assert score(card, {"q": 10**6}).percent == 100


def chained():
    return document(
        section(
            "s",
            question("a"),
            question("b", condition={"question": "a", "in": ["no"]}),
            question("c", condition={"question": "b", "in": ["no"]}),
        )
    )


def test_a_hidden_question_s_stored_answer_is_ignored():
    # b was answered "no" while a was "no"; then a was changed to "yes".
    result = score(chained(), {"a": "yes", "b": "no", "c": "no"})
    assert result.percent == 100
    assert [item.state for item in result.questions.values()] == ["answered", "hidden", "hidden"]


@pytest.mark.parametrize("first", ["N/A", None])
def test_a_condition_on_a_question_without_an_answer_is_false(first):
    shown = visible_questions(chained(), {"a": first, "b": "no"})
    assert [item.key for item in shown] == ["a"]


def test_conditions_chain():
    result = score(chained(), {"a": "no", "b": "no", "c": "yes"})
    assert result.percent == Fraction(100, 3)
    assert to_public(result)["percent"] == 33.333333


def test_a_condition_on_a_fact():
    card = document(
        section(
            "s",
            question("a"),
            question("b", condition={"fact": "topic", "in": ["billing"]}),
            question("c", condition={"fact": "channel", "in": ["phone"]}),
            question("d", condition={"fact": "escalated", "in": [True]}),
            question("e", condition={"fact": "transfers", "in": [1, 0.1]}),
        )
    )
    shown = [item.key for item in visible_questions(card, {})]
    assert shown == ["a", "c"]
    facts = {"topic": "billing", "channel": "chat", "escalated": True, "transfers": True}
    assert [item.key for item in visible_questions(card, {}, facts)] == ["a", "b", "d"]
    facts = {"escalated": 1, "transfers": 0.1}
    assert [item.key for item in visible_questions(card, {}, facts)] == ["a", "c", "e"]


def test_what_is_still_missing_for_submission():
    card = document(
        section(
            "s",
            question("a", comment_required_for=["no", "N/A"]),
            question("b", condition={"question": "a", "in": ["no"]}),
            question("c", required=False),
            question(
                "d",
                type="multiple",
                options=TWO,
                comment_required_for=["x"],
                root_causes=[{"key": "why", "label": "Why"}],
                root_causes_for=["y"],
            ),
            question("e", type="text"),
        )
    )
    assert missing_required(card, {"e": "  "}) == ("a", "d", "e")
    assert missing_required(card, {"a": "no", "d": ["x"], "e": "Said hello"}) == ("b",)
    assert required_comments(card, {"a": "N/A", "b": "no", "d": ["y", "x"]}) == ("a", "d")
    assert required_comments(card, {"a": "yes", "b": "no", "d": ["y"]}) == ()
    assert open_root_causes(card, {"d": ["y", "x"]}) == ("d",)
    assert open_root_causes(card, {"d": ["x"]}) == ()


TWO = [{"value": "x", "score": 0.5}, {"value": "y", "score": 0.5}]


def test_unknown_questions_and_values_are_named():
    card = document(
        section(
            "s",
            question("a", na_allowed=False),
            question("b", type="scale", scale={"min": 1, "max": 5}),
            question("c", type="multiple", options=TWO),
            question("d", type="number", ranges=[{"from": 0, "to": 9, "score": 1}]),
            question("e", type="text"),
            question("f", type="choice", options=TWO),
        )
    )
    answers = {
        "a": "N/A",
        "b": 6,
        "c": ["x", "x"],
        "d": 10,
        "e": 3,
        "f": "z",
        "greeting": "yes",
    }
    with pytest.raises(AnswersInvalid) as refused:
        score(card, answers)
    assert [(item.where, item.message) for item in refused.value.findings] == [
        ("a", "“N/A” is not allowed for this question."),
        ("b", "“6” is not a point of its scale. Write a whole number from 1 to 5, without quotes."),
        ("c", "An answer is chosen twice: name each once."),
        ("d", "10 lies outside its ranges. Write a number that one of them holds."),
        ("e", "Write the answer as text, in quotes."),
        ("f", "“z” is not one of its answers. Choose from: x, y."),
        (
            "greeting",
            "The scorecard has no question “greeting”. Remove the answer or mend its key.",
        ),
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("yes_no", True),
        ("yes_no", "Yes"),
        ("scale", "3"),
        ("scale", 2.5),
        ("scale", True),
        ("multiple", "x"),
        ("multiple", [1]),
        ("number", "5"),
        ("number", float("nan")),
    ],
)
def test_values_of_the_wrong_kind_are_refused(kind, value):
    card = document(section("s", question("q", type=kind, scale={"min": 1, "max": 5}, options=TWO)))
    with pytest.raises(AnswersInvalid):
        score(card, {"q": value})


def test_a_card_with_a_key_used_twice_cannot_be_scored():
    with pytest.raises(ScorecardInvalid):
        score(document(section("s", question("a"), question("a"))), {})


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


@pytest.mark.parametrize(
    ("limits", "shown_for"),
    [
        ({"from": 60}, [60, 300]),
        ({"to": 60}, [0, 59.5]),
        ({"from": 59.5, "to": 300}, [59.5, 60]),
    ],
)
def test_limits_include_their_start_and_not_their_end(limits, shown_for):
    card = document(section("s", question("a", condition={"fact": "hold_s", **limits})))
    holds = [0, 59.5, 60, 300, None, True, "60"]
    assert [held for held in holds if visible_questions(card, {}, {"hold_s": held})] == shown_for


def test_text_facts_are_compared_loosely_and_answers_exactly():
    card = document(
        section(
            "s",
            question("a", condition={"fact": "topic", "in": ["Complaint"]}),
            question("b", type="choice", options=[{"value": v, "score": 1} for v in ("A", "a")]),
            question("c", condition={"question": "b", "in": ["A"]}),
        )
    )
    shown = [q.key for q in visible_questions(card, {"b": "a"}, {"topic": " complaint"})]
    assert shown == ["a", "b"]


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
