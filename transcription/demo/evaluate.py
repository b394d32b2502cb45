"""Measure the demo's checkpoint the way the product uses it, and print the figures as JSON.

    python -m transcription.demo.evaluate transcription/demo/demo-voices-only.pt

Everything goes through the product's own path: decoding, voice activity detection on each channel,
and the unmodified openai-whisper on one stretch of speech at a time. Sentences of the calls, and
those of `grammar.held_out`, were never learnt from.
"""

import argparse
import io
import json
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from transcription.demo import grammar
from transcription.demo.lines import encode_opus
from transcription.demo.make_calls import CHANNELS, FOLDER
from transcription.demo.scoring import Piece, Wrong, compare, total, within, words
from transcription.demo.speech import SAMPLE_RATE, VOICES, Audio, speak
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import Engine
from transcription.transcripts.listening import hear, read
from transcription.transcripts.vad import detector
from transcription.transcripts.whisper_engine import DEMO_STEM, load


@dataclass(frozen=True, slots=True)
class Call:
    """How well one call was read: words, and seconds that turns begin or end too early or late.

    `elsewhere` counts pieces of text on the channel of the one who was not speaking.
    """

    external_id: str
    wrong: Wrong
    start_errors: tuple[float, ...]
    end_errors: tuple[float, ...]
    elsewhere: int
    missed_turns: int


def pieces(engine: Engine, recording: bytes) -> list[Piece]:
    """What the product would write for a recording."""
    audio = decode(io.BytesIO(recording))
    heard = hear(audio, detector())
    return [
        Piece(segment.channel, segment.start_s, segment.end_s, segment.text)
        for segment in read(audio, heard, engine, language="en")
    ]


def call(engine: Engine, described: dict[str, Any]) -> Call:
    """One of the demo's calls, as calls.json has it."""
    found = pieces(engine, (FOLDER / described["file"]).read_bytes())
    wrong, starts, ends, claimed, missed = [], [], [], 0, 0
    for turn in described["turns"]:
        channel = CHANNELS[turn["speaker"]]
        here = within(found, channel, turn["start"] - 0.3, turn["end"] + 0.3)
        claimed += len(here)
        wrong.append(compare(turn["text"], " ".join(piece.text for piece in here)))
        if here:
            starts.append(here[0].start - turn["start"])
            ends.append(here[-1].end - turn["end"])
        else:
            missed += 1
    lost = [Wrong(extra=len(words(piece.text))) for piece in found][: len(found) - claimed]
    return Call(
        described["external_id"],
        total([*wrong, *lost]),
        tuple(starts),
        tuple(ends),
        len(found) - claimed,
        missed,
    )


def sentences(count: int, seed: int) -> list[str]:
    """Different sentences of the grammar that were held out of training."""
    draw, kept = random.Random(seed), dict[str, None]()  # noqa: S311 - a repeatable draw
    while len(kept) < count:
        text = grammar.random_sentence(draw)
        if grammar.held_out(text):
            kept[text] = None
    return list(kept)


def held_out(engine: Engine, count: int, seed: int) -> list[tuple[str, str]]:
    """Held-out sentences, each said in one of the voices over Opus, with what was written."""
    draw = random.Random(seed)  # noqa: S311 - a repeatable draw
    quiet = np.zeros(SAMPLE_RATE // 2, np.float32)
    pairs = []
    for text in sentences(count, seed):
        said = 0.6 * speak(text, VOICES[draw.choice(sorted(VOICES))]).audio
        sound: Audio = np.concatenate([quiet, said, quiet])[None]
        found = pieces(engine, encode_opus(sound, 24_000))
        pairs.append((text, " ".join(piece.text for piece in found)))
    return pairs


def nothing(engine: Engine) -> dict[str, str]:
    """What is written where nobody speaks; all of it should be empty."""
    silence = np.zeros(10 * SAMPLE_RATE, np.float32)
    hiss = np.random.default_rng(0).normal(0, 0.05, len(silence)).astype(np.float32)
    whole = {"silence": silence, "noise": hiss}
    written = {
        f"{name}, heard by whisper itself": " ".join(
            phrase.text for phrase in engine.read(sound, language="en")
        )
        for name, sound in whole.items()
    }
    for name, sound in whole.items():
        found = pieces(engine, encode_opus(sound[None] + np.float32(1e-3), 24_000))
        written[f"{name}, through the product"] = " ".join(piece.text for piece in found)
    return written


def report(checkpoint: Path, count: int) -> dict[str, Any]:
    """All figures. Raises ValueError where the engine would not take it for the demo's."""
    engine = load(str(checkpoint))
    if not checkpoint.stem.startswith(DEMO_STEM):
        # Under another name the engine joins stretches and asks for word times.
        raise ValueError(f"call the file {DEMO_STEM}….pt, or it is not read as the demo reads it")
    torch.set_num_threads(1)
    began = time.monotonic()
    described = json.loads((FOLDER / "calls.json").read_text(encoding="utf-8"))["calls"]
    calls = [call(engine, one) for one in described]
    seconds = time.monotonic() - began
    pairs = held_out(engine, count, seed=7)
    on_held_out = total(compare(said, written) for said, written in pairs)
    on_calls = total(one.wrong for one in calls)
    starts = np.abs([error for one in calls for error in one.start_errors])
    ends = np.abs([error for one in calls for error in one.end_errors])
    return {
        "held_out": {
            "sentences": count,
            "percent_wrong": round(on_held_out.percent, 2),
            **asdict(on_held_out),
        },
        "calls": {
            "percent_wrong": round(on_calls.percent, 2),
            **asdict(on_calls),
            "worst_call_percent": round(max(one.wrong.percent for one in calls), 2),
            "turns_missed": sum(one.missed_turns for one in calls),
            "pieces_on_the_wrong_channel": sum(one.elsewhere for one in calls),
            "turn_start_error_s": _spread(starts),
            "turn_end_error_s": _spread(ends),
            "seconds_for_all": round(seconds, 1),
            "seconds_of_sound": round(sum(one["duration_s"] for one in described), 1),
        },
        "nobody_speaks": nothing(engine),
        "mistakes": [pair for pair in pairs if words(pair[0]) != words(pair[1])][:20],
    }


def _spread(errors: np.ndarray[Any, Any]) -> dict[str, float]:
    if not len(errors):
        return {}
    return {
        "median": round(float(np.median(errors)), 3),
        "p95": round(float(np.quantile(errors, 0.95)), 3),
        "worst": round(float(errors.max()), 3),
    }


def main() -> None:
    """Measure the checkpoint named on the command line and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--sentences", type=int, default=200)
    options = parser.parse_args()
    print(json.dumps(report(options.checkpoint, options.sentences), indent=1))


if __name__ == "__main__":
    main()
