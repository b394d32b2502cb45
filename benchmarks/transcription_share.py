"""Measures how much of real calls reaches whisper, and how fast speech is found in them.

Reads the recordings below the folder `calls` of QA_DATA_DIR, decodes them, finds speech in each
channel and cuts windows for an ordinary model; no model is needed. Whisper works on 30 s a window
whatever lies in it, so windows are counted too: as the pipeline packs them, with one for each
stretch, and those of plain whisper on both channels mixed. Prints a table, or JSON with `--json`.
Seconds count channels apart: a stereo call of one minute is two minutes of sound.
"""

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from transcription.transcripts.audio import Audio
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import EngineProfile
from transcription.transcripts.listening import hear, packs_of, windows_of
from transcription.transcripts.segments import total
from transcription.transcripts.vad import detector

Result = TypeVar("Result")

KINDS = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".webm")


@dataclass(frozen=True, slots=True)
class Measured:
    """One group of recordings; all in seconds of sound or of processor time."""

    name: str
    recordings: int
    call_s: float
    sound_s: float
    read_s: float
    speech_s: float
    given_s: float
    windows: int
    stretches: int
    plain_windows: int
    decode_cpu_s: float
    vad_cpu_s: float

    @property
    def share_given(self) -> float:
        """The share of all sound that whisper would be given."""
        return self.given_s / self.sound_s

    @property
    def vad_real_time_factor(self) -> float:
        """Processor seconds for each second of sound that the detector really read."""
        return self.vad_cpu_s / self.read_s if self.read_s else 0.0

    @property
    def decode_real_time_factor(self) -> float:
        """Processor seconds of decoding for each second of a call."""
        return self.decode_cpu_s / self.call_s


def main() -> int:
    """Measures and prints; 2 without data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    wants_json = parser.parse_args().json
    folder = Path(os.environ.get("QA_DATA_DIR", "")) / "calls"
    if "QA_DATA_DIR" not in os.environ or not folder.is_dir():
        print("QA_DATA_DIR names no folder with calls.", file=sys.stderr)
        return 2
    # Loading the model is no part of what is measured.
    detector()
    groups = [measure(name, paths) for name, paths in grouped(folder).items()]
    print(as_json(groups) if wants_json else as_table(groups))
    return 0


def grouped(folder: Path) -> dict[str, list[Path]]:
    """Recordings by the first folder (or file) below `folder`."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in KINDS:
            found.setdefault(path.relative_to(folder).parts[0], []).append(path)
    return found


def measure(name: str, paths: Iterable[Path]) -> Measured:
    """All recordings of a group together."""
    one_by_one = [_measure(name, path) for path in paths]
    numbers = [list(asdict(one).values())[1:] for one in one_by_one]
    return Measured(name, *(sum(column) for column in zip(*numbers, strict=True)))


def _measure(name: str, path: Path) -> Measured:
    audio, decode_cpu_s = _timed(lambda: _decoded(path))
    heard, vad_cpu_s = _timed(lambda: hear(audio, detector()))
    profile = EngineProfile("any")
    spans = [span for channel in heard for span in windows_of(channel, profile)]
    packs = [pack for channel in heard for pack in packs_of(channel, profile)]
    return Measured(
        name=name,
        recordings=1,
        call_s=audio.duration_s,
        sound_s=audio.duration_s * len(audio.channels),
        read_s=audio.duration_s * sum(not (one.is_silent or one.repeats) for one in heard),
        speech_s=sum(total(one.heard.speech) for one in heard),
        given_s=sum(span.length_s for span in spans),
        windows=len(packs),
        stretches=len(spans),
        plain_windows=math.ceil(audio.duration_s / profile.max_window_s),
        decode_cpu_s=decode_cpu_s,
        vad_cpu_s=vad_cpu_s,
    )


def _decoded(path: Path) -> Audio:
    with path.open("rb") as file:
        return decode(file)


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    before = time.process_time()
    return work(), time.process_time() - before


def as_json(groups: list[Measured]) -> str:
    """The groups with their shares, as JSON."""
    return json.dumps(
        [
            {
                **asdict(group),
                "share_given": group.share_given,
                "vad_real_time_factor": group.vad_real_time_factor,
                "decode_real_time_factor": group.decode_real_time_factor,
            }
            for group in groups
        ],
        indent=2,
    )


def as_table(groups: list[Measured]) -> str:
    """The groups as lines of a table."""
    lines = [
        "group       calls   call s  sound s  speech s  given s  share  windows  stretches"
        "  plain's  VAD RTF"
        "  decode RTF"
    ]
    lines += [
        f"{group.name:<11} {group.recordings:>5} {group.call_s:>8.1f} {group.sound_s:>8.1f}"
        f" {group.speech_s:>9.1f} {group.given_s:>8.1f} {group.share_given:>6.1%}"
        f" {group.windows:>8} {group.stretches:>10} {group.plain_windows:>8}"
        f" {group.vad_real_time_factor:>8.4f} {group.decode_real_time_factor:>11.4f}"
        for group in groups
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
