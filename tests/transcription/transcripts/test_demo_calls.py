"""The demo's calls, whose every sentence and its time are known, through the whole path."""

import json
from pathlib import Path
from typing import Any

import pytest

import transcription.demo
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import ModelUnavailable, Segment
from transcription.transcripts.listening import hear
from transcription.transcripts.messages import ChannelHeard, Done, Request
from transcription.transcripts.runner import run_in_subprocess
from transcription.transcripts.segments import Stretch, overlap, total
from transcription.transcripts.vad import detector
from transcription.transcripts.whisper_engine import DEMO_NOTE

DEMO = Path(str(transcription.demo.__file__)).parent
CALLS: list[dict[str, Any]] = json.loads((DEMO / "calls" / "calls.json").read_text())["calls"]
CHECKPOINT = DEMO / "demo-voices-only.pt"


@pytest.mark.parametrize("call", CALLS[:3], ids=lambda call: str(call["external_id"]))
def test_each_sentence_is_heard_on_its_channel_and_at_its_time(call: dict[str, Any]) -> None:
    with (DEMO / "calls" / call["file"]).open("rb") as file:
        audio = decode(file)
    assert audio.duration_s == pytest.approx(call["duration_s"], abs=0.05)
    agent, customer = hear(audio, detector())
    for turn in call["turns"]:
        mine, other = (agent, customer) if turn["speaker"] == "agent" else (customer, agent)
        starts = [one.start_s for one in mine.heard.speech]
        assert min(abs(start - turn["start"]) for start in starts) < 0.3
        for sentence in turn["sentences"]:
            span = Stretch(sentence["start"], sentence["end"])
            assert total(overlap([span], mine.heard.speech)) > 0.8 * span.length_s
        if not call["overlap"]:
            span = Stretch(turn["start"], turn["end"])
            assert total(overlap([span], other.heard.speech)) < 0.1


def test_without_a_model_a_call_is_heard_and_waits() -> None:
    request = Request(str(DEMO / "calls" / CALLS[0]["file"]), "/nowhere/model.pt")
    said: list[object] = []
    with pytest.raises(ModelUnavailable, match="QA_WHISPER_MODEL.*wait"):
        said.extend(run_in_subprocess(request, timeout_s=60))
    heard = [one for one in said if isinstance(one, ChannelHeard)]
    assert [one.is_silent for one in heard] == [False, False]
    assert all(one.speech and max(one.peaks) > 10 for one in heard)


@pytest.mark.slow
def test_a_call_is_transcribed_in_the_subprocess() -> None:
    call = CALLS[1]
    request = Request(str(DEMO / "calls" / call["file"]), str(CHECKPOINT), language="en")
    said = list(run_in_subprocess(request, timeout_s=300))
    segments = [one for one in said if isinstance(one, Segment)]
    assert {one.channel for one in segments} == {0, 1}
    assert isinstance(said[-1], Done)
    assert (said[-1].model, said[-1].note) == ("demo-voices-only", DEMO_NOTE)
    written = " ".join(one.text for one in segments).lower().split()
    spoken = " ".join(turn["text"] for turn in call["turns"]).lower().split()
    # Exact figures are the evaluation's; this notices only that something is broken.
    assert len(set(written) & set(spoken)) > 0.8 * len(set(spoken))
