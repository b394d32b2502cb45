"""Measures the compute of the whole pipeline against plain whisper on the same calls, in one run.

Takes whole recordings below the folder `calls/getgoing` of QA_DATA_DIR: telephone calls of two
channels, of which one carries sound. The pipeline does all that the worker does to a recording
(decoding, voice activity, windows, reading, turns, masking, the muted copy); plain is `transcribe`
of the two channels mixed into one, the least that plain whisper can be given, and of each channel
apart, which is what it takes to know who says what.
Weights are drawn at random for the shapes of `base` and `small`. Such a model never ends a text, so
it is told how long each is: 4 tokens for each second of speech in a window, on both sides, so that
both write equally much and plain whisper nothing over silence (`--tokens N`: N in each window).
Both read at temperature 0 alone and with one beam; random text would make both read everything anew
at every temperature of theirs, of which plain whisper has two more.
Words are timed by the pipeline only. Seconds are of processor time, of one thread.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch

from benchmarks._drawn import SHAPES, BoundGenerator, bind, drawn, saved, tokens_for
from transcription.redaction.turns import TurnText, redact_turns
from transcription.transcripts import faster_engine, whisper_engine
from transcription.transcripts.audio import Audio, Wave
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import Engine, EngineProfile
from transcription.transcripts.faster_conversion import convert
from transcription.transcripts.listening import HeardChannel, hear, packs_of, read
from transcription.transcripts.muted_copy import write_muted
from transcription.transcripts.segments import Stretch, union
from transcription.transcripts.turns import turns
from transcription.transcripts.vad import detector

Result = TypeVar("Result")
HEAD = (
    "engine   size   calls  call s  given s  share  windows  plain's  pipeline  mixed  ratio"
    "  apart  ratio  load"
)
WINDOW_S = 30.0
CALLS = {"base": 2, "small": 1}
"""How many calls are taken by default: small costs four times as much."""


@dataclass(frozen=True, slots=True)
class How:
    """What is changed for a comparison: short stretches unpacked, so many tokens a window."""

    packs: bool = True
    tokens: int | None = None

    @property
    def profile(self) -> EngineProfile:
        """How the pipeline feeds the model."""
        return EngineProfile("drawn at random", packs=self.packs)


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine and size over some calls; seconds of call, of sound given, of processor time."""

    engine: str
    size: str
    calls: int
    call_s: float
    given_s: float
    windows: int
    plain_windows: int
    pipeline_cpu_s: float
    plain_cpu_s: float
    apart_cpu_s: float

    @property
    def share_given(self) -> float:
        """Seconds given to whisper for each second of call."""
        return self.given_s / self.call_s

    @property
    def ratio(self) -> float:
        """Processor time of the pipeline for each second of plain whisper on both mixed."""
        return self.pipeline_cpu_s / self.plain_cpu_s

    @property
    def ratio_apart(self) -> float:
        """The same for plain whisper on each channel apart, which tells speakers as we do."""
        return self.pipeline_cpu_s / self.apart_cpu_s


class Reader:
    """A drawn model in one engine: ours over it, and plain `transcribe` on a wave."""

    def __init__(self, engine: str, model: Any, folder: Path, how: How) -> None:
        self.name, self.how = engine, how
        if engine == "whisper":
            self.model = model
            self.ours: Engine = whisper_engine.WhisperEngine(model, how.profile)
        else:
            self.model = _converted(model, folder)
            self.ours = faster_engine.FasterEngine(self.model, how.profile)

    def told(self, windows: Sequence[Sequence[Stretch]], speech: Sequence[Stretch]) -> None:
        """Write so much in each of the next windows."""
        fixed = self.how.tokens
        budget = repeat(fixed) if fixed else tokens_for(windows, speech)
        if self.name == "whisper":
            bind(self.model, budget)
        else:
            self.model.model.budget = budget

    def plain(self, wave: Wave) -> None:
        """What the library does by its defaults, but with one temperature and one beam."""
        if self.name == "whisper":
            self.model.transcribe(wave, language="en", temperature=0.0, fp16=False, verbose=None)
            return
        segments, _ = self.model.transcribe(wave, language="en", temperature=0.0, beam_size=1)
        list(segments)


def main() -> int:
    """Measures and prints; 2 without data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--size", choices=sorted(SHAPES), help="one size alone")
    parser.add_argument("--engine", choices=("whisper", "faster"), help="one engine alone")
    parser.add_argument("--calls", type=int, help="how many calls (default: 2 of base, 1 of small)")
    parser.add_argument("--tokens", type=int, help="so many in each window, spoken in it or not")
    parser.add_argument("--unpacked", action="store_true", help="a window for each stretch")
    said = parser.parse_args()
    how = How(not said.unpacked, said.tokens)
    found = recordings(os.environ.get("QA_DATA_DIR", ""))
    if not found:
        print("QA_DATA_DIR names no folder with calls.", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    vars(whisper_engine)["TEMPERATURES"] = (0.0,)
    detector()
    engines = [said.engine] if said.engine else ["whisper", "faster"]
    if find_spec("faster_whisper") is None and "faster" in engines:
        engines.remove("faster")
        print("faster-whisper is not installed: left out.", file=sys.stderr)
    rows: list[Measured] = []
    if not said.json:
        print(HEAD, flush=True)
    for size in [said.size] if said.size else sorted(SHAPES):
        for engine in engines:
            rows.append(measure(engine, size, chosen(found, said.calls or CALLS[size]), how))
            if not said.json:
                print(as_line(rows[-1]), flush=True)
    if said.json:
        print(as_json(rows))
    return 0


def recordings(folder: str) -> list[Path]:
    """The telephone calls of the folder."""
    return sorted((Path(folder) / "calls" / "getgoing").rglob("*.wav")) if folder else []


def chosen(paths: Sequence[Path], count: int) -> list[Path]:
    """So many of them, spread evenly over the list."""
    step = max(1, len(paths) // count)
    return list(paths[::step])[:count]


def measure(engine: str, size: str, paths: Sequence[Path], how: How) -> Measured:
    """The pipeline and plain whisper over the same calls, each call by both in turn."""
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(engine, drawn(size), Path(folder), how)
        found = [_one(reader, size, path.read_bytes()) for path in paths]
    numbers = zip(*(list(asdict(each).values())[2:] for each in found), strict=True)
    return Measured(engine, size, *(sum(column) for column in numbers))


def _one(reader: Reader, size: str, recording: bytes) -> Measured:
    (audio, heard), before_s = timed(lambda: _heard(recording))
    packs = [(each, pack) for each in heard for pack in packs_of(each, reader.how.profile)]
    ours = [tuple(pack.spans) for _, pack in packs]
    speech = union(span for each in heard for span in each.heard.speech)
    reader.told(ours, speech)
    _, reading_s = timed(lambda: _read(reader, audio, heard, recording))
    ends = np.arange(0.0, audio.duration_s, WINDOW_S)
    whole = [(Stretch(float(at), float(at) + WINDOW_S),) for at in ends]
    reader.told(whole, speech)
    _, plain_s = timed(lambda: reader.plain(_mixed(audio)))
    apart_s = 0.0
    for each in heard:
        reader.told(whole, each.heard.speech)
        wave = audio.window(each.channel, 0.0, audio.duration_s)
        apart_s += timed(partial(reader.plain, wave))[1]
    return Measured(
        engine=reader.name, size=size, calls=1, call_s=audio.duration_s,
        given_s=sum(pack.length_s for _, pack in packs), windows=len(packs),
        plain_windows=len(whole), pipeline_cpu_s=before_s + reading_s, plain_cpu_s=plain_s,
        apart_cpu_s=apart_s,
    )  # fmt: skip


def _heard(recording: bytes) -> tuple[Audio, list[HeardChannel]]:
    audio = decode(io.BytesIO(recording))
    return audio, hear(audio, detector())


def _read(reader: Reader, audio: Audio, heard: Sequence[HeardChannel], recording: bytes) -> None:
    """All that comes after hearing: text, turns, masks, and the muted copy."""
    said = turns(read(audio, heard, reader.ours, language="en"))
    redact_turns([TurnText(str(turn.channel), turn.text) for turn in said])
    write_muted(io.BytesIO(recording), io.BytesIO(), (), per_second=20)


def _mixed(audio: Audio) -> Wave:
    waves = [audio.window(number, 0.0, audio.duration_s) for number in range(len(audio.channels))]
    mixed: Wave = np.mean(waves, axis=0, dtype=np.float32)
    return mixed


def _converted(model: Any, folder: Path) -> Any:
    """The model as faster-whisper reads it, through the product's own converter."""
    place = folder / "converted"
    convert(saved(model, folder / "drawn.pt"), place)
    loaded = import_module("faster_whisper").WhisperModel(
        str(place), device="cpu", compute_type="float32", cpu_threads=1
    )
    loaded.model = BoundGenerator(loaded.model, iter(()))
    return loaded


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What it gives, and its processor seconds."""
    before = time.process_time()
    return work(), time.process_time() - before


def as_json(rows: Sequence[Measured]) -> str:
    """The rows with their shares, as JSON."""
    full = [
        {
            **asdict(row),
            "share_given": row.share_given,
            "ratio": row.ratio,
            "ratio_apart": row.ratio_apart,
            "load": os.getloadavg(),
        }
        for row in rows
    ]
    return json.dumps(full, indent=2)


def as_line(row: Measured) -> str:
    """A row as a line of the table."""
    return (
        f"{row.engine:<8} {row.size:<6} {row.calls:>5} {row.call_s:>7.0f} {row.given_s:>8.1f}"
        f" {row.share_given:>6.1%} {row.windows:>8} {row.plain_windows:>8}"
        f" {row.pipeline_cpu_s:>8.1f}s {row.plain_cpu_s:>5.0f}s {row.ratio:>6.3f}"
        f" {row.apart_cpu_s:>5.0f}s {row.ratio_apart:>6.3f}  {os.getloadavg()[0]:>4.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
