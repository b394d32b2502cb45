"""The calls of the grammar: the same for the same seed, truly better and worse, told by rule."""

import random

import pytest

from transcription.demo import grammar, phrases
from transcription.demo.grammar import (
    Names,
    dialogue,
    held_out,
    random_sentence,
    sentences,
)
from transcription.demo.stories import SCENARIOS

GOOD = dialogue(5, "shipping", "good", story=0, names=Names("Maria", "Emma Hill"), extra="card")


def said_by(speaker: str, lines: list[grammar.Line]) -> str:
    return " ".join(sentence for who, sentence in lines if who == speaker)


def test_a_turn_is_cut_after_each_sentence() -> None:
    assert sentences("Yes. Is it late, so what? It is.") == [
        "Yes.",
        "Is it late, so what?",
        "It is.",
    ]


@pytest.mark.parametrize("topic", grammar.TOPICS)
@pytest.mark.parametrize("quality", grammar.QUALITIES)
def test_a_seed_gives_one_call_without_open_slots(topic: str, quality: str) -> None:
    lines = dialogue(11, topic, quality)
    assert lines == dialogue(11, topic, quality)
    assert lines[0][0] == "agent"
    assert {speaker for speaker, _ in lines} == {"agent", "customer"}
    assert not any("{" in sentence for _, sentence in lines)


def test_different_seeds_give_different_calls() -> None:
    assert len({tuple(dialogue(seed, "billing", "fair")) for seed in range(20)}) == 20


def test_names_are_those_asked_for() -> None:
    assert "Maria" in said_by("agent", GOOD)
    assert "Hello, my name is Emma Hill." in said_by("customer", GOOD)


def test_a_good_agent_cares_asks_and_closes_and_a_poor_one_does_not() -> None:
    story = SCENARIOS["shipping"][0]
    poor = said_by("agent", dialogue(5, "shipping", "poor", story=0))
    good = said_by("agent", GOOD)
    assert story.cause in good
    assert story.brush_off in poor
    assert story.question not in poor
    assert any(line.replace("{agent}", "Maria")[-12:] in good for line in phrases.ANYTHING_ELSE)


def test_the_card_is_said_digit_by_digit_and_passes_the_luhn_check() -> None:
    digits = [int(digit) for digit in grammar.TEST_CARD if digit != " "]
    doubled = [digit if at % 2 else 2 * digit for at, digit in enumerate(digits)]
    assert sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0
    assert f"The number is {grammar.TEST_CARD}." in said_by("customer", GOOD)
    assert f"The code is {grammar.TEST_CARD_CODE}." in said_by("customer", GOOD)


def test_a_hold_is_asked_for_and_ended() -> None:
    text = said_by("agent", dialogue(2, "product", "good", extra="hold"))
    assert phrases.HOLD["good"][0] in text
    assert phrases.HOLD["good"][2] in text


@pytest.mark.parametrize(
    ("topic", "quality", "extra"),
    [
        ("weather", "good", None),
        ("billing", "great", None),
        ("billing", "good", "music"),
    ],
)
def test_an_unknown_topic_quality_or_extra_is_refused(
    topic: str, quality: str, extra: str | None
) -> None:
    with pytest.raises(ValueError, match="no calls about"):
        dialogue(1, topic, quality, extra=extra)


def test_about_one_sentence_in_five_is_held_out() -> None:
    drawn = {random_sentence(random.Random(seed)) for seed in range(4000)}
    share = sum(held_out(sentence) for sentence in drawn) / len(drawn)
    assert 0.16 < share < 0.24
    assert held_out("Hello.") == held_out("Hello.")


def test_the_vocabulary_covers_whatever_may_be_said() -> None:
    known = {word.lower() for word in grammar.vocabulary()}
    for seed in range(500):
        sentence = random_sentence(random.Random(seed))
        words = [word.strip(".,?").lower() for word in sentence.split()]
        assert {word for word in words if not word.isdigit() or len(word) < 3} <= known
