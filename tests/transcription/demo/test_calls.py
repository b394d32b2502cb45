"""The demo's calls as they lie in the repository: complete, playable, as their scripts say."""

import json
from itertools import pairwise
from typing import Any

import pytest

from transcription.demo.grammar import TEST_CARD
from transcription.demo.lines import decode
from transcription.demo.make_calls import CHANNELS, FOLDER
from transcription.demo.scripts import scripts, sentences_of_calls
from transcription.demo.speech import SAMPLE_RATE

CALLS: list[dict[str, Any]] = json.loads((FOLDER / "calls.json").read_text("utf-8"))["calls"]
IDS = [call["external_id"] for call in CALLS]


def test_there_are_twelve_and_each_has_its_recording() -> None:
    assert [f"demo-call-{number:02}" for number in range(1, 13)] == IDS
    assert sorted(path.name for path in FOLDER.glob("*.opus")) == [call["file"] for call in CALLS]


def test_what_is_said_is_what_the_scripts_say() -> None:
    for call, script in zip(CALLS, scripts(), strict=True):
        said = [
            (turn["speaker"], sentence["text"])
            for turn in call["turns"]
            for sentence in turn["sentences"]
        ]
        assert said == script.lines
        assert (call["topic"], call["quality"]) == (script.topic, script.quality)
        assert call["agent_name"] == script.agent


def test_every_topic_and_every_way_of_handling_is_there() -> None:
    assert {call["topic"] for call in CALLS} == {
        "billing",
        "shipping",
        "product",
        "complaint",
    }
    assert {call["quality"] for call in CALLS} == {"good", "fair", "poor"}
    assert any(call["extra"] == "hold" for call in CALLS)
    assert any(TEST_CARD in text for text in sentences_of_calls())


@pytest.mark.parametrize("call", CALLS, ids=IDS)
def test_times_are_in_order_and_within_the_recording(call: dict[str, Any]) -> None:
    sound = decode((FOLDER / call["file"]).read_bytes())
    assert sound.shape[0] == 2
    assert sound.shape[1] / SAMPLE_RATE == pytest.approx(call["duration_s"], abs=0.05)
    assert 40 <= call["duration_s"] <= 120
    for channel in (0, 1):
        said = [turn for turn in call["turns"] if CHANNELS[turn["speaker"]] == channel]
        times = [at for turn in said for s in turn["sentences"] for at in (s["start"], s["end"])]
        assert times == sorted(times)
        assert times[-1] < call["duration_s"]


def test_speakers_talk_over_each_other_only_where_it_is_meant() -> None:
    for call in CALLS:
        turns = call["turns"]
        overlaps = [after["start"] < before["end"] for before, after in pairwise(turns)]
        assert any(overlaps) == call["overlap"]


def test_a_hold_is_a_long_silence() -> None:
    for call in CALLS:
        turns = call["turns"]
        gaps = [b["start"] - a["end"] for a, b in pairwise(turns)]
        assert (max(gaps) > 10) == (call["extra"] == "hold")
