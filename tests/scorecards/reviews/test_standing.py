"""Where a draft stands: score so far, what is missing, what opens."""

from __future__ import annotations

from scorecards.design.document import parse
from scorecards.design.sheet import options_of, sheet_of
from scorecards.design.shipped import shipped_documents
from scorecards.reviews.standing import Fatal, SectionStanding, standing
from tests.factories.scorecards import card_json

CARD = parse(card_json("Standing"))


def test_an_empty_draft_has_no_score_and_misses_everything() -> None:
    found = standing(CARD, {}, {}, {})
    assert (found.percent, found.without_fatal, found.is_ready) == (None, None, False)
    assert found.missing == ("greeting", "identity", "solved")
    assert found.sections == (
        SectionStanding("opening", 0, 2, ""),
        SectionStanding("resolution", 0, 1, ""),
    )


def test_a_fatal_answer_is_named_and_asks_for_a_comment() -> None:
    answers = {"greeting": "yes", "identity": "no", "solved": "N/A"}
    found = standing(CARD, answers, {}, {})
    # 10 of 40 without the fatal rule; the N/A leaves numerator and denominator.
    assert (found.percent, found.without_fatal) == (0, 25)
    assert found.fatals == (Fatal("identity", None),)
    assert found.sections[0] == SectionStanding("opening", 2, 2, "fail")
    assert found.sections[1] == SectionStanding("resolution", 1, 1, "ok")
    assert (found.comments, found.silent, found.is_ready) == (("identity",), ("identity",), False)
    said = standing(CARD, answers, {"identity": "Nothing was asked."}, {})
    assert (said.silent, said.is_ready) == ((), True)


def test_a_condition_hides_and_shows_a_required_question() -> None:
    chat = shipped_documents()["chat"]
    hidden = standing(chat, {"resolution": "solved"}, {}, {"channel": "chat"})
    assert "expectation" not in hidden.shown + hidden.missing
    opened = standing(chat, {"resolution": "partly"}, {}, {"channel": "chat"})
    assert "expectation" in opened.missing
    assert opened.causes == ("resolution",)


def test_questions_are_numbered_through_and_points_add_up_to_100() -> None:
    sheet = sheet_of(shipped_documents()["chat"])
    questions = [question for section in sheet for question in section.questions]
    assert [question.number for question in questions] == [f"Q{n}" for n in range(1, 15)]
    assert [section.letter for section in sheet] == ["A", "B", "C", "D", "E"]
    assert sum(section.points or 0 for section in sheet) == 100


def test_the_digit_on_a_scale_is_the_point_itself() -> None:
    card = card_json("Scale")
    card["sections"][0]["questions"].append(
        {"key": "warmth", "text": "How warm?", "type": "scale", "scale": {"min": 0, "max": 10}}
    )
    found = options_of(list(parse(card).questions())[2])
    assert [option.key for option in found] == [str(n) for n in range(10)] + [""]
    assert [option.value for option in found] == list(range(11))


def test_only_fatal_options_are_marked() -> None:
    greeting, identity, _solved = CARD.questions()
    assert [option.fatal for option in options_of(greeting)] == [False, False]
    assert [(option.value, option.fatal) for option in options_of(identity)] == [
        ("yes", False), ("no", True)
    ]  # fmt: skip
