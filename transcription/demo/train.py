"""Train the demo's very small openai-whisper checkpoint on espeak-ng speech, on a CPU.

    python -m transcription.demo.train --out transcription/demo/demo-voices-only.pt

The model has openai-whisper's own shape and its file is read by the unmodified
`whisper.load_model`. It learns clips of one stretch of speech, as voice activity detection cuts
them, with whisper's timestamps and without. Besides the text, espeak-ng's own word times teach it
where to look: the attention of the last decoder layers is drawn to the word being written, and two
heads that are thrown away afterwards name the word and the sound of every frame.
"""

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from whisper.audio import mel_filters
from whisper.tokenizer import get_tokenizer

from transcription.demo import corpus
from transcription.demo.scripts import sentences_of_calls
from transcription.demo.speech import Audio
from transcription.demo.student import Batch, Student, Vocabulary, collate
from transcription.demo.windows import Mixer

LONGEST = 9.5  # seconds of speech in a clip; a card number takes seven


@dataclass(frozen=True, slots=True)
class Phase:
    """`steps` of batches of about `seconds` of audio, in windows of one of these lengths."""

    steps: int
    windows: tuple[float, ...]
    seconds: float


def phases(steps: int) -> tuple[Phase, ...]:
    """Short windows first, because attention is cheap there; whisper's full 30 seconds last."""
    return (
        Phase(steps * 50 // 100, (3.0, 4.0), 45.0),
        Phase(steps * 42 // 100, (3.0, 5.0, 8.0, 10.0), 45.0),
        Phase(steps - steps * 50 // 100 - steps * 42 // 100, (30.0,), 90.0),
    )


_FILTERS, _HANN = mel_filters("cpu", 80), torch.hann_window(400)


def mel_power(audio: Audio) -> NDArray[np.float32]:
    """(80, frames of 10 ms) of mel power that begin 30 ms before the audio."""
    padded = torch.from_numpy(np.pad(audio, 480))
    spectrum = torch.stft(padded, 400, 160, window=_HANN, return_complex=True)[..., :-1]
    power: NDArray[np.float32] = (_FILTERS @ spectrum.abs() ** 2).numpy()
    return power


def train(student: Student, mixer: Mixer, steps: int, peak: float, out: Path) -> None:
    """All phases under one cosine of the learning rate; saves every 500 steps and at the end."""
    optimizer = torch.optim.AdamW(student.parameters(), peak, betas=(0.9, 0.98), weight_decay=0.01)
    began, step = time.monotonic(), 0
    means: dict[str, float] = {}
    for phase in phases(steps):
        for _ in range(phase.steps):
            rate = 0.02 + 0.98 * (1 + math.cos(math.pi * step / steps)) / 2
            for group in optimizer.param_groups:
                group["lr"] = peak * rate * min(1.0, (step + 1) / 100)
            losses = student.losses(_batch(mixer, phase, step, student.vocabulary))
            loss = losses["text"] + losses["attention"] + losses["words"] + losses["sounds"] / 2
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            step += 1
            for name, value in losses.items():
                if math.isfinite(value.item()):
                    means[name] = 0.95 * means.get(name, value.item()) + 0.05 * value.item()
            if step % 50 == 0:
                shown = " ".join(f"{name} {value:.3f}" for name, value in means.items())
                print(f"step {step} {time.monotonic() - began:.0f} s {shown}", flush=True)
            if step % 500 == 0:
                student.save(out)
    student.save(out)


def _batch(mixer: Mixer, phase: Phase, step: int, vocabulary: Vocabulary) -> Batch:
    window = phase.windows[step % len(phase.windows)]
    count = max(2, round(phase.seconds / window))
    return collate([mixer.clip(window, LONGEST) for _ in range(count)], vocabulary)


def main() -> None:
    """Make the clips, train the checkpoint, and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="demo-voices-only….pt")
    parser.add_argument("--steps", type=int, default=5500)
    parser.add_argument("--sentences", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tokenizer = get_tokenizer(multilingual=False)
    stock = corpus.stock(
        options.sentences,
        options.seed,
        sentences_of_calls(),
        tokenizer.encode,
        mel_power,
    )
    noise = np.random.default_rng(options.seed).standard_normal(16_000 * 120).astype(np.float32)
    mixer = Mixer(stock, mel_power(noise), options.seed)
    vocabulary = Vocabulary(stock, tokenizer)
    student = Student(vocabulary, len(mixer.word_labels), len(mixer.sound_labels))
    hours = sum(sentence.duration for sentence in stock) / 3600
    print(
        f"{len(stock)} sentences, {hours:.1f} h, {len(vocabulary.used)} tokens",
        flush=True,
    )
    train(student, mixer, options.steps, options.rate, options.out)


if __name__ == "__main__":
    main()
