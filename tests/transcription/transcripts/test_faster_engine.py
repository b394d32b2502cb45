"""The second engine reads a demo call as the first one does; skipped where it is not installed."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from transcription.transcripts import engines, faster_engine
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import EngineProfile, ModelUnavailable, Segment
from transcription.transcripts.faster_conversion import _letters, _parts
from transcription.transcripts.messages import Done, Request
from transcription.transcripts.runner import run_in_subprocess

CHECKPOINT = Path("transcription/demo/demo-voices-only.pt")
CALL = Path("transcription/demo/calls/demo-call-01.opus")
needs_faster = pytest.mark.skipif(
    find_spec("faster_whisper") is None or find_spec("whisper") is None,
    reason="faster-whisper is not installed: pip install -e '.[faster,whisper]'",
)


def test_merges_are_found_again_from_the_numbers_of_tokens() -> None:
    ranks = {b"a": 0, b"b": 1, b"c": 2, b"bc": 3, b"ab": 4, b"abc": 5}
    assert _parts(ranks, b"bc") == (b"b", b"c")
    # bc was merged before ab, so abc is a and bc.
    assert _parts(ranks, b"abc") == (b"a", b"bc")
    with pytest.raises(ValueError, match="no merges make"):
        _parts({b"a": 0, b"b": 1, b"abab": 2}, b"abab")


def test_each_byte_has_a_letter_of_its_own() -> None:
    letters = _letters()
    assert (len(set(letters.values())), letters[ord("a")], letters[ord(" ")]) == (256, "a", "Ġ")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faster_engine, "find_spec", lambda _name: None)
    with pytest.raises(ModelUnavailable, match="install the extra “faster”"):
        engines.check("faster", "small")
    monkeypatch.setattr(faster_engine, "find_spec", lambda _name: object())
    with pytest.raises(ModelUnavailable, match="names “/nowhere/model.pt”, which is not there"):
        engines.check("faster", "/nowhere/model.pt")


def test_its_texts_name_the_engine() -> None:
    assert engines.profile_of("faster", "small") == EngineProfile("small, faster-whisper")
    demo = engines.profile_of("faster", str(CHECKPOINT))
    assert (demo.name, demo.word_times, demo.join_gap_s) == (
        "demo-voices-only, faster-whisper", False, 0.0,
    )  # fmt: skip


@needs_faster
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_both_engines_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path))
    with CALL.open("rb") as file:
        audio = decode(file)
    window = audio.window(0, 0.0, 6.0)
    read = {}
    for engine in ("whisper", "faster"):
        loaded = engines.load(engine, str(CHECKPOINT.resolve()))
        assert loaded.language_of(window) == "en"
        assert (loaded.knows("en"), loaded.knows("de")) == (True, False)
        read[engine] = [phrase.text for phrase in loaded.read(window, language="en")]
    assert read["faster"] == read["whisper"]
    assert any(read["faster"])


@needs_faster
@pytest.mark.slow
def test_a_whole_recording_goes_through_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the worker's process: both channels, the checkpoint turned by it, the script's text."""
    monkeypatch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path))
    model = str(CHECKPOINT.resolve())
    request = Request(str(CALL.resolve()), model, language="en", engine="faster")
    said = list(run_in_subprocess(request, timeout_s=300))
    segments = [one for one in said if isinstance(one, Segment)]
    assert {one.channel for one in segments} == {0, 1}
    assert isinstance(said[-1], Done)
    assert (said[-1].model, said[-1].language) == ("demo-voices-only, faster-whisper", "en")
    script = json.loads((CALL.parent / "calls.json").read_text("utf-8"))["calls"]
    [call] = [each for each in script if each["file"] == CALL.name]
    spoken = {word for turn in call["turns"] for word in turn["text"].lower().split()}
    written = {word for one in segments for word in one.text.lower().split()}
    assert len(written & spoken) > 0.8 * len(spoken)
    # The second time the converted folder is taken as it is.
    assert len(list((tmp_path / "quality-desk" / "faster").iterdir())) == 1
