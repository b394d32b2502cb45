"""The very small Whisper that learns the demo's voices, and what it is told while it learns.

Only training needs this: once written, the checkpoint is read by the unmodified openai-whisper.
"""

import math
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from whisper.model import ModelDimensions, MultiHeadAttention, Whisper, sinusoids
from whisper.tokenizer import Tokenizer

from transcription.demo.windows import FRAMES, Clip, Sentence

N_VOCAB = 51_864  # openai-whisper's English-only vocabulary
TIMES = 751  # timestamps in use, 20 ms apart: 0 to 15 s, longer than any clip


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
        end = [self.begin + min(TIMES - 1, round(clip.length * FRAMES))] if clip.timed else []
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
def look_aside(attention: MultiHeadAttention, offset: int, strength: float = 1.2) -> None:
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
    """A Whisper with a small table of tokens; while it trains, with heads for words and sounds."""

    def __init__(self, vocabulary: Vocabulary, words: int, sounds: int) -> None:
        super().__init__()
        state = 128
        self.dims = ModelDimensions(80, 1500, state, 2, 3, N_VOCAB, 448, state, 4, 2)
        self.whisper = Whisper(self.dims)
        self.vocabulary = vocabulary
        table = torch.randn(len(vocabulary.used) + 1, state) * 0.1
        # Timestamps start as the encoder's own code of that time.
        table[vocabulary.begin : vocabulary.begin + TIMES] = sinusoids(TIMES, state) * 0.2
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
        x = functional.gelu(encoder.conv2(functional.gelu(encoder.conv1(mel)))).permute(0, 2, 1)
        x = x + encoder.positional_embedding[: x.shape[1]]
        for block in encoder.blocks:
            x = block(x)
        encoded: Tensor = encoder.ln_post(x)
        return encoded

    def decode(self, batch: Batch, heard: Tensor) -> tuple[Tensor, Tensor]:
        """Logits over the tokens in use, and how much attention misses the word being written."""
        decoder = self.whisper.decoder
        x = functional.embedding(batch.given, self.tokens)
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
        logits = functional.linear(decoder.ln(x).float(), self.tokens.float())
        logits = torch.cat([logits[..., :-1], logits[..., -1:] + self.others], -1)
        return logits, torch.stack(missed).mean()

    def _attend(self, block: MultiHeadAttention, x: Tensor, heard: Tensor) -> tuple[Tensor, Tensor]:
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
        text = functional.cross_entropy(
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
        kept = {name: value.detach() for name, value in self.whisper.state_dict().items()}
        table = self.tokens[-1].detach().repeat(N_VOCAB, 1)
        table[self.vocabulary.used] = self.tokens[:-1].detach()
        kept["decoder.token_embedding.weight"] = table
        state = {name: kept[name].half().clone() for name in Whisper(self.dims).state_dict()}
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
    each = functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none")
    return (each * weight).sum() / weight.sum()
