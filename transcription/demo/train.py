"""Train the demo's very small openai-whisper checkpoint on espeak-ng speech, from nothing, on a CPU.

    python -m transcription.demo.train --out transcription/demo/demo-voices-only.pt

The model has openai-whisper's own shape and its file is read by the unmodified
`whisper.load_model`. It learns clips of one stretch of speech, as voice activity detection cuts
them, without timestamps. Besides the text, espeak-ng's own word times teach it where to look: the
attention of the last decoder layers is drawn to the word being written, and two heads that are
thrown away afterwards name the word and the sound of every frame.
"""

import argparse
import math
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from whisper.audio import mel_filters
from whisper.model import ModelDimensions, MultiHeadAttention, Whisper, sinusoids
from whisper.tokenizer import Tokenizer, get_tokenizer

from transcription.demo import corpus
from transcription.demo.scripts import sentences_of_calls
from transcription.demo.speech import Audio
from transcription.demo.windows import FRAMES, Clip, Mixer, Sentence

N_VOCAB = 51_864  # openai-whisper's English-only vocabulary
TIMES = 751  # timestamps in use, 20 ms apart: 0 to 15 s, longer than any clip


@dataclass(frozen=True, slots=True)
class Phase:
    """`steps` of batches of about `seconds` of audio, in windows of one of these lengths."""

    steps: int
    windows: tuple[float, ...]
    seconds: float


def phases(steps: int) -> tuple[Phase, ...]:
    """Short windows first, because attention is cheap there; whisper's full 30 seconds last."""
    return (
        Phase(steps * 60 // 100, (3.0, 4.0), 45.0),
        Phase(steps * 32 // 100, (3.0, 5.0, 8.0, 14.0), 45.0),
        Phase(steps - steps * 60 // 100 - steps * 32 // 100, (30.0,), 90.0),
    )


_FILTERS, _HANN = mel_filters("cpu", 80), torch.hann_window(400)


def mel_power(audio: Audio) -> NDArray[np.float32]:
    """(80, frames of 10 ms) of mel power that begin 30 ms before the audio."""
    padded = torch.from_numpy(np.pad(audio, 480))
    spectrum = torch.stft(padded, 400, 160, window=_HANN, return_complex=True)[..., :-1]
    power: NDArray[np.float32] = (_FILTERS @ spectrum.abs() ** 2).numpy()
    return power


@dataclass(frozen=True, slots=True)
class Batch:
    """Clips as tensors. `rows` are the places in the flattened targets that have a time, and `low`
    and `high` the encoder frames of that time."""

    mel: Tensor
    given: Tensor
    wanted: Tensor
    rows: Tensor
    low: Tensor
    high: Tensor
    words: Tensor
    sounds: Tensor


class Vocabulary:
    """The few tokens in use, numbered; the last number stands for all the others together."""

    def __init__(self, stock: list[Sentence], tokenizer: Tokenizer) -> None:
        said = {token.number for sentence in stock for token in sentence.tokens}
        special = [
            tokenizer.eot,
            tokenizer.sot,
            tokenizer.no_speech,
            tokenizer.no_timestamps,
        ]
        times = range(tokenizer.timestamp_begin, tokenizer.timestamp_begin + TIMES)
        self.used = sorted(said) + special + list(times)
        self.place = {token: index for index, token in enumerate(self.used)}
        self.eot, self.sot, self.no_speech, self.no_timestamps = (
            self.place[token] for token in special
        )
        self.begin = self.place[tokenizer.timestamp_begin]

    def rows(self, clip: Clip) -> tuple[list[int], list[int]]:
        """What the decoder is given and what it should answer at each place, -100 for anything.

        After the start token come the first timestamp or the token for none, as whisper has it.
        """
        text = [self.place[token.number] for token in clip.tokens]
        end = (
            [self.begin + min(TIMES - 1, round(clip.length * FRAMES))]
            if clip.timed
            else []
        )
        first = self.begin if clip.timed else self.no_timestamps
        told = self.no_speech if not text else first if clip.timed else -100
        if not text:
            return [self.sot, first], [told, self.eot]
        return [self.sot, first, *text, *end], [told, *text, *end, self.eot]


def collate(clips: list[Clip], vocabulary: Vocabulary) -> Batch:
    """Clips of one window length as a batch, padded to the longest text."""
    texts = [vocabulary.rows(clip) for clip in clips]
    longest = max(len(given) for given, _ in texts)
    given = torch.full((len(clips), longest), vocabulary.eot)
    wanted = torch.full((len(clips), longest), -100)
    rows, low, high = [], [], []
    for index, (clip, (tokens, answers)) in enumerate(zip(clips, texts, strict=True)):
        given[index, : len(tokens)] = torch.tensor(tokens)
        wanted[index, : len(answers)] = torch.tensor(answers)
        last = len(clip.words)
        for place, token in enumerate(clip.tokens, start=1):
            begin = min(last - 1, max(0, int(token.start * FRAMES)))
            rows.append(index * longest + place)
            low.append(begin)
            high.append(min(last, max(begin + 1, math.ceil(token.end * FRAMES))))
    return Batch(
        torch.from_numpy(np.stack([clip.mel for clip in clips])),
        given,
        wanted,
        torch.tensor(rows, dtype=torch.long),
        torch.tensor(low, dtype=torch.long),
        torch.tensor(high, dtype=torch.long),
        torch.from_numpy(np.stack([clip.words for clip in clips])),
        torch.from_numpy(np.stack([clip.sounds for clip in clips])),
    )


@torch.no_grad()
def look_aside(
    attention: MultiHeadAttention, offset: int, strength: float = 1.2
) -> None:
    """Start an encoder layer's heads as soft windows `offset` frames before and after.

    Turning a sinusoidal position code by a fixed angle moves it by a fixed number of frames, so a
    query can start out asking for the neighbour at t - offset or t + offset. Learning is about
    twice as fast from there.
    """
    state = attention.query.weight.shape[0]
    size, waves = state // attention.n_head, state // 2
    speed = torch.exp(-math.log(10_000) / (waves - 1) * torch.arange(waves))
    query, key = attention.query.weight, attention.key.weight
    query.mul_(0.3)
    key.mul_(0.3)
    for head in range(attention.n_head):
        shift = offset if head % 2 else -offset
        for wave in range(size // 2):
            row = head * size + 2 * wave
            turn = float(speed[wave]) * shift
            cosine, sine = strength * math.cos(turn), strength * math.sin(turn)
            key[row, wave] += strength
            key[row + 1, waves + wave] += strength
            query[row, wave] += cosine
            query[row, waves + wave] += sine
            query[row + 1, waves + wave] += cosine
            query[row + 1, wave] -= sine


class Student(nn.Module):
    """A Whisper with a small table of tokens and, for training only, a head for words and sounds."""

    def __init__(self, vocabulary: Vocabulary, words: int, sounds: int) -> None:
        super().__init__()
        state = 128
        self.dims = ModelDimensions(80, 1500, state, 2, 3, N_VOCAB, 448, state, 4, 2)
        self.whisper = Whisper(self.dims)
        self.vocabulary = vocabulary
        table = torch.randn(len(vocabulary.used) + 1, state) * 0.1
        # Timestamps start as the encoder's own code of that time.
        table[vocabulary.begin : vocabulary.begin + TIMES] = (
            sinusoids(TIMES, state) * 0.2
        )
        self.tokens = nn.Parameter(table)
        self.others = math.log(N_VOCAB - len(vocabulary.used))
        del self.whisper.decoder.token_embedding
        self.whisper.decoder.positional_embedding.data = sinusoids(448, state) * 0.1
        for block, offset in zip(self.whisper.encoder.blocks, (5, 10, 15), strict=True):
            look_aside(block.attn, offset)
        self.name_word = nn.Linear(state, words + 1)
        self.name_sound = nn.Linear(state, sounds + 1)

    def encode(self, mel: Tensor) -> Tensor:
        """As AudioEncoder.forward, for windows shorter than 30 seconds too."""
        encoder = self.whisper.encoder
        x = F.gelu(encoder.conv2(F.gelu(encoder.conv1(mel)))).permute(0, 2, 1)
        x = x + encoder.positional_embedding[: x.shape[1]]
        for block in encoder.blocks:
            x = block(x)
        encoded: Tensor = encoder.ln_post(x)
        return encoded

    def decode(self, batch: Batch, heard: Tensor) -> tuple[Tensor, Tensor]:
        """Logits over the tokens in use, and how much attention misses the word being written."""
        decoder = self.whisper.decoder
        x = F.embedding(batch.given, self.tokens)
        x = x + decoder.positional_embedding[: batch.given.shape[1]]
        missed = []
        for index, block in enumerate(decoder.blocks):
            x = x + block.attn(block.attn_ln(x), mask=decoder.mask)[0]
            asked = block.cross_attn_ln(x)
            if index < len(decoder.blocks) // 2:
                x = x + block.cross_attn(asked, heard)[0]
            else:
                answer, weights = self._attend(block.cross_attn, asked, heard)
                x = x + answer
                missed.append(_missed(weights, batch))
            x = x + block.mlp(block.mlp_ln(x))
        logits = F.linear(decoder.ln(x).float(), self.tokens.float())
        logits = torch.cat([logits[..., :-1], logits[..., -1:] + self.others], -1)
        return logits, torch.stack(missed).mean()

    def _attend(
        self, block: MultiHeadAttention, x: Tensor, heard: Tensor
    ) -> tuple[Tensor, Tensor]:
        def split(y: Tensor) -> Tensor:
            return y.reshape(*y.shape[:2], block.n_head, -1).transpose(1, 2)

        query, key, value = (
            split(block.query(x)),
            split(block.key(heard)),
            split(block.value(heard)),
        )
        scores = (query @ key.transpose(-1, -2)).float() * query.shape[-1] ** -0.5
        weights = torch.softmax(scores, -1)
        answer = (weights.to(value.dtype) @ value).transpose(1, 2).flatten(2)
        written: Tensor = block.out(answer)
        return written, weights

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The four losses and, without gradient, the share of tokens and frames named rightly."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            heard = self.encode(batch.mel)
            logits, missed = self.decode(batch, heard)
        heard = heard.float()
        speech = torch.where(batch.words > 0, 1.0, 0.2).flatten()
        words = self.name_word(heard)
        text = F.cross_entropy(
            logits.flatten(0, 1), batch.wanted.flatten(), ignore_index=-100
        )
        asked = batch.wanted >= 0
        right = (logits.argmax(-1) == batch.wanted)[asked].float().mean()
        named = (words.argmax(-1) == batch.words)[batch.words > 0].float().mean()
        return {
            "text": text,
            "attention": missed,
            "words": _per_frame(words, batch.words, speech),
            "sounds": _per_frame(self.name_sound(heard), batch.sounds, speech),
            "right": right.detach(),
            "named": named.detach(),
        }

    def save(self, path: Path) -> None:
        """Write openai-whisper's format in half precision; torch reads a deflated zip as it is.

        Unused tokens share one row, which is what makes the file small.
        """
        kept = {
            name: value.detach() for name, value in self.whisper.state_dict().items()
        }
        table = self.tokens[-1].detach().repeat(N_VOCAB, 1)
        table[self.vocabulary.used] = self.tokens[:-1].detach()
        kept["decoder.token_embedding.weight"] = table
        state = {
            name: kept[name].half().clone() for name in Whisper(self.dims).state_dict()
        }
        plain = path.with_suffix(".tmp")
        torch.save({"dims": self.dims.__dict__, "model_state_dict": state}, plain)
        with (
            zipfile.ZipFile(plain) as source,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
        ):
            for member in source.infolist():
                # A fixed date, so that the same weights give the same file.
                target.writestr(
                    zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)),
                    source.read(member.filename),
                    zipfile.ZIP_DEFLATED,
                )
        plain.unlink()


def _missed(weights: Tensor, batch: Batch) -> Tensor:
    """-log of the attention inside the time of the word being written (one frame of slack)."""
    if not len(batch.rows):
        return weights.sum() * 0
    frame = torch.arange(weights.shape[-1])[None]
    inside = (frame >= batch.low[:, None] - 1) & (frame < batch.high[:, None] + 1)
    at_word = weights.transpose(1, 2).flatten(0, 1)[batch.rows]
    return -torch.log((at_word * inside[:, None]).sum(-1) + 1e-5).mean()


def _per_frame(logits: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
    each = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none")
    return (each * weight).sum() / weight.sum()


def train(student: Student, mixer: Mixer, steps: int, peak: float, out: Path) -> None:
    """All phases under one cosine of the learning rate; saves every 500 steps and at the end."""
    optimizer = torch.optim.AdamW(
        student.parameters(), peak, betas=(0.9, 0.98), weight_decay=0.01
    )
    began, step = time.monotonic(), 0
    means: dict[str, float] = {}
    for phase in phases(steps):
        for _ in range(phase.steps):
            rate = 0.02 + 0.98 * (1 + math.cos(math.pi * step / steps)) / 2
            for group in optimizer.param_groups:
                group["lr"] = peak * rate * min(1.0, (step + 1) / 100)
            losses = student.losses(_batch(mixer, phase, step, student.vocabulary))
            loss = (
                losses["text"]
                + losses["attention"]
                + losses["words"]
                + losses["sounds"] / 2
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            step += 1
            for name, value in losses.items():
                if math.isfinite(value.item()):
                    means[name] = (
                        0.95 * means.get(name, value.item()) + 0.05 * value.item()
                    )
            if step % 50 == 0:
                shown = " ".join(f"{name} {value:.3f}" for name, value in means.items())
                print(
                    f"step {step} {time.monotonic() - began:.0f} s {shown}", flush=True
                )
            if step % 500 == 0:
                student.save(out)
                torch.save(student.state_dict(), out.with_suffix(".full"))
    student.save(out)


def _batch(mixer: Mixer, phase: Phase, step: int, vocabulary: Vocabulary) -> Batch:
    window = phase.windows[step % len(phase.windows)]
    count = max(2, round(phase.seconds / window))
    return collate([mixer.clip(window, 13.0) for _ in range(count)], vocabulary)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--sentences", type=int, default=8_000)
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
    noise = (
        np.random.default_rng(options.seed)
        .standard_normal(16_000 * 120)
        .astype(np.float32)
    )
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
