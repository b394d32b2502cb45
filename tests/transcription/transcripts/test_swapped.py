"""Sides that were taken for each other are found by what is said, in all calls of the demo."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.factories.hearing import demo_calls
from transcription.transcripts.swapped import SwapSigns, swap_signs

OTHER = {"agent": "customer", "customer": "agent"}


def test_no_call_of_the_demo_is_misjudged_as_it_is_or_swapped() -> None:
    talks = [
        [(turn["speaker"], turn["text"]) for turn in call["turns"]]
        for call in demo_calls().values()
    ]
    as_it_is = Counter(swap_signs(said).verdict for said in talks)
    swapped = Counter(
        swap_signs((OTHER[who], text) for who, text in said).verdict for said in talks
    )
    # The one that cannot be told is the call in which the agent neither greets nor asks.
    assert as_it_is == {"fits": 11, "unknown": 1}
    assert swapped["likely"] + swapped["possible"] == 11
    assert swapped["fits"] == 0


@pytest.mark.parametrize(
    ("signs", "verdict"),
    [
        (SwapSigns(0, 0), "unknown"),
        (SwapSigns(1, 0), "unknown"),
        (SwapSigns(0, 1), "unknown"),
        (SwapSigns(2, 0), "fits"),
        (SwapSigns(0, 2), "possible"),
        (SwapSigns(0, 4), "likely"),
        (SwapSigns(2, 6), "likely"),
        (SwapSigns(3, 7), "possible"),
        (SwapSigns(5, 5), "unknown"),
    ],
)
def test_a_verdict_needs_signs(signs: SwapSigns, verdict: str) -> None:
    assert signs.verdict == verdict


def test_phrases_of_both_sides_in_one_turn_and_other_speakers_say_nothing() -> None:
    both = "I ordered a kettle. How can I help you?"
    assert swap_signs([("system", "How can I help you?"), ("unknown", both)]) == SwapSigns(0, 0)
    assert swap_signs([("agent", "Hi."), ("agent", both)]) == SwapSigns(0, 0)
    german = [("customer", "Guten Tag, wie kann ich Ihnen helfen?"), ("agent", "Meine Bestellung")]
    assert swap_signs(german) == SwapSigns(0, 3)
