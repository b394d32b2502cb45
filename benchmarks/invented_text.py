"""Counts the words that a model writes where nobody speaks, before and after the filters.

Made sounds without a word in them (silence, noises of a line, signals, hold music) are read three
times: by plain `whisper.transcribe` with its defaults; by the engine with the product's thresholds,
in windows of 30 s, without voice activity detection; and by the whole path of a recording. The
demo's checkpoint is taken unless `--model` names another (a path or, where it is on this machine, a
name): the demo's has learnt to say nothing over silence and noise, which larger ones have not, so
only a real model's figures say something of real calls. Prints words for each hour of sound.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import whisper

from transcription.transcripts.audio import RATE, Audio, AudioFacts, Wave
from transcription.transcripts.engine import ModelUnavailable
from transcription.transcripts.listening import hear, read
from transcription.transcripts.vad import detector
from transcription.transcripts.whisper_engine import WhisperEngine, check, profile_of

Sound = npt.NDArray[np.float64]
WINDOW_S = 30
FACTS = AudioFacts(None, 1, RATE, "pcm_s16le", "wav")
# Two bars of a waltz in C, as (hertz, beats).
TUNE = ((523.3, 1), (659.3, 1), (784.0, 1), (698.5, 1), (587.3, 1), (493.9, 1))


@dataclass(frozen=True, slots=True)
class Invented:
    """Words an hour in one sound: by plain whisper, by the engine alone, by the whole path."""

    sound: str
    plain: float
    engine: float
    path: float


def main() -> int:
    """Measures and prints; 2 where the model cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--model", default=str(demo_model()), help="a checkpoint's path, or a name")
    parser.add_argument("--minutes", type=int, default=1, help="how long each sound is")
    said = parser.parse_args()
    try:
        check(said.model)
    except ModelUnavailable as error:
        print(error, file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    model = whisper.load_model(said.model)
    engine = WhisperEngine(model, profile_of(said.model))
    detector()
    rows = [measure(name, make(said.minutes * 60), model, engine) for name, make in SOUNDS.items()]
    if said.json:
        figures = {row.sound: {"plain": row.plain, "engine": row.engine, "path": row.path}
                   for row in rows}  # fmt: skip
        print(json.dumps({"model": engine.profile.name, "words_an_hour": figures}, indent=2))
        return 0
    print(f"words an hour, {engine.profile.name}, {said.minutes} min of each sound")
    print(f"{'sound':<26} {'plain whisper':>13} {'thresholds':>11} {'whole path':>11}")
    for row in rows:
        print(f"{row.sound:<26} {row.plain:>13.0f} {row.engine:>11.0f} {row.path:>11.0f}")
    return 0


def demo_model() -> Any:
    """The checkpoint that lies in the project."""
    return files("transcription.demo") / "demo-voices-only.pt"


def plainly(model: Any, wave: Wave) -> str:
    """What openai-whisper writes by its own defaults."""
    return str(model.transcribe(wave, language="en", fp16=False, verbose=None)["text"])


def measure(name: str, sound: Sound, model: Any, engine: WhisperEngine) -> Invented:
    """One sound, read in the three ways."""
    hours = len(sound) / RATE / 3600
    pcm = np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)
    audio = Audio((pcm,), FACTS)
    spans = [(at, min(at + WINDOW_S, audio.duration_s))
             for at in np.arange(0.0, audio.duration_s, WINDOW_S)]  # fmt: skip
    waves = [audio.window(0, float(start), float(end)) for start, end in spans]
    plain = plainly(model, audio.window(0, 0.0, audio.duration_s))
    guarded = [phrase.text for wave in waves for phrase in engine.read(wave, language="en")]
    whole = [each.text for each in read(audio, hear(audio, detector()), engine, language="en")]
    counts = [len(" ".join(texts).split()) / hours for texts in ([plain], guarded, whole)]
    return Invented(name, *counts)


def silence(seconds: float) -> Sound:
    """Nothing at all."""
    return np.zeros(int(seconds * RATE))


def noise(level: float) -> Callable[[float], Sound]:
    """White noise with that root mean square of full scale."""

    def made(seconds: float) -> Sound:
        return np.random.default_rng(0).normal(0, level, int(seconds * RATE))

    return made


def hum(seconds: float) -> Sound:
    """The mains and its overtones under a quiet hiss."""
    at = np.arange(int(seconds * RATE)) / RATE
    tones: Sound = sum(
        (0.02 / part * np.sin(2 * np.pi * 50 * part * at) for part in range(1, 9)),
        np.zeros(len(at)),
    )
    return tones + noise(0.002)(seconds)


def ringing(seconds: float) -> Sound:
    """A European ringing tone: 425 Hz, a second on and four off (ETSI TR 101 041)."""
    at = np.arange(int(seconds * RATE)) / RATE
    tone: Sound = 0.2 * np.sin(2 * np.pi * 425 * at) * (at % 5 < 1)
    return tone + noise(0.002)(seconds)


def keys(seconds: float) -> Sound:
    """Somebody types: short clicks at uneven times."""
    chance = np.random.default_rng(1)
    made = noise(0.002)(seconds)
    click = np.exp(-np.arange(400) / 60)
    for start in np.cumsum(chance.uniform(0.08, 0.5, int(seconds * 4))):
        begin = int(start * RATE)
        if begin + 400 < len(made):
            made[begin : begin + 400] += 0.25 * click * chance.normal(0, 1, 400)
    return made


def music(seconds: float) -> Sound:
    """Hold music: a waltz on plucked strings, over the telephone's band."""
    made = np.zeros(int(seconds * RATE))
    beat = int(0.4 * RATE)
    at = np.arange(int(1.2 * RATE)) / RATE
    place = 0
    while place + len(at) < len(made):
        hertz, beats = TUNE[place // beat % len(TUNE)]
        for part, loud in ((1, 0.14), (2, 0.07), (3, 0.04), (0.5, 0.1)):
            made[place : place + len(at)] += (
                loud * np.exp(-3 * at) * np.sin(2 * np.pi * hertz * part * at)
            )
        place += beat * beats
    return made


SOUNDS: Mapping[str, Callable[[float], Sound]] = {
    "silence": silence,
    "quiet line (-60 dB)": noise(0.001),
    "noise (-40 dB)": noise(0.01),
    "loud noise (-26 dB)": noise(0.05),
    "mains hum": hum,
    "ringing": ringing,
    "typing": keys,
    "hold music": music,
}


if __name__ == "__main__":
    sys.exit(main())
