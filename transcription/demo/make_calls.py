"""Make the sound of the demo's calls and write down what is said in them, and when.

    python -m transcription.demo.make_calls

Needs espeak-ng. Writes `calls/*.opus` (agent left, customer right) and `calls/calls.json`.
"""

import argparse
import json
import random
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from transcription.demo.grammar import Line, Speaker
from transcription.demo.lines import encode_opus
from transcription.demo.phrases import HOLD
from transcription.demo.scripts import Script, scripts
from transcription.demo.speech import SAMPLE_RATE, Audio, speak

FOLDER = Path(__file__).parent / "calls"
# For both channels together. At less than 32,000 Opus joins them, and each is heard in the other.
BIT_RATES = (32_000, 48_000)
CHANNELS: dict[Speaker, int] = {"agent": 0, "customer": 1}

_HOLD_SECONDS = 14.0
_LAST_BEFORE_HOLD = tuple(agree.split(". ")[-1].split("? ")[-1] for _, agree, _ in HOLD.values())


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence and its seconds from the beginning of the call."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in a row."""

    speaker: Speaker
    start: float
    end: float
    text: str
    sentences: tuple[Said, ...]


@dataclass(slots=True)
class _Tape:
    """The call as it grows: sound with its start for each channel, and the turns so far."""

    rng: random.Random
    sounds: list[tuple[int, float, Audio]]
    turns: list[Turn]
    now: float = 0.8

    def say(self, script: Script, speaker: Speaker, sentences: list[str]) -> None:
        """Sentences by one speaker, half a second or so apart."""
        said = []
        for text in sentences:
            audio = speak(text, script.voices[speaker]).audio
            self.sounds.append((CHANNELS[speaker], self.now, audio))
            end = self.now + len(audio) / SAMPLE_RATE
            said.append(Said(round(self.now, 3), round(end, 3), text))
            self.now = end + self.rng.uniform(0.45, 0.7)
        whole = " ".join(sentences)
        self.turns.append(Turn(speaker, said[0].start, said[-1].end, whole, tuple(said)))

    def pause(self, script: Script, quality: str) -> None:
        """What lies between this turn and the next one."""
        end = self.turns[-1].end
        if self.turns[-1].sentences[-1].text in _LAST_BEFORE_HOLD:
            self.now = end + _HOLD_SECONDS
        elif script.overlap and self.turns[-1].speaker == "customer" and self.rng.random() < 0.5:
            self.now = end - 0.7
        else:
            self.now = end + self.rng.uniform(*{"poor": (0.7, 1.6)}.get(quality, (0.4, 0.9)))


def record(script: Script) -> tuple[Audio, list[Turn]]:
    """The call as (2, samples) at 16 kHz and its turns."""
    tape = _Tape(random.Random(script.external_id), [], [])  # noqa: S311 - a repeatable draw
    for speaker, lines in groupby(script.lines, key=_speaker):
        tape.say(script, speaker, [text for _, text in lines])
        tape.pause(script, script.quality)
    length = max(turn.end for turn in tape.turns) + 1.0
    noise = np.random.default_rng(script.seed)
    sound = noise.normal(0, 0.0006, (2, round(length * SAMPLE_RATE))).astype(np.float32)
    for channel, start, audio in tape.sounds:
        first = round(start * SAMPLE_RATE)
        sound[channel, first : first + len(audio)] += audio * (0.7, 0.5)[channel]
    return sound, tape.turns


def _speaker(line: Line) -> Speaker:
    return line[0]


def describe(script: Script, turns: list[Turn], seconds: float, bit_rate: int) -> dict[str, object]:
    """A call as it stands in calls.json."""
    return {
        "external_id": script.external_id,
        "file": f"{script.external_id}.opus",
        "agent": script.agent.lower(),
        "agent_name": script.agent,
        "customer_name": script.customer,
        "topic": script.topic,
        "quality": script.quality,
        "offset_minutes": script.offset_minutes,
        "extra": script.extra,
        "overlap": script.overlap,
        "duration_s": round(seconds, 3),
        "bit_rate": bit_rate,
        "turns": [asdict(turn) for turn in turns],
    }


def main() -> None:
    """Speak, mix and write the calls with their scripts into the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    calls = []
    for place, script in enumerate(scripts()):
        sound, turns = record(script)
        bit_rate = BIT_RATES[place % len(BIT_RATES)]
        (folder / f"{script.external_id}.opus").write_bytes(encode_opus(sound, bit_rate))
        calls.append(describe(script, turns, sound.shape[1] / SAMPLE_RATE, bit_rate))
    note = "Made by espeak-ng from a grammar. Nobody in these calls exists."
    text = json.dumps({"format": 1, "note": note, "calls": calls}, indent=1)
    (folder / "calls.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
