"""Whisper models with weights drawn at random: what they write means nothing, its cost is real.

Such a model never ends a text by itself, so how much it writes is told to it, window by window.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
import whisper
from whisper.decoding import DecodingOptions, DecodingResult, decode
from whisper.tokenizer import get_tokenizer

from transcription.transcripts.segments import Stretch, overlap, total

# Width, heads and layers that openai-whisper publishes for these models.
SHAPES = {"base": (512, 8, 6), "small": (768, 12, 12)}
TOKENS_A_SECOND = 4.0
"""What a fast speaker of English needs: 170 words a minute of 1.4 tokens each."""
LAST_TIME = 1500
"""The timestamp token of 30 s, counted from that of 0 s."""


def drawn(size: str) -> Any:
    """A model of that size with random weights, the same every time."""
    width, heads, layers = SHAPES[size]
    torch.manual_seed(0)
    dims = whisper.ModelDimensions(80, 1500, width, heads, layers, 51865, 448, width, heads, layers)
    model = whisper.Whisper(dims).eval()
    with torch.no_grad():
        # The end of a text is never the likeliest token: how long it is, is told from outside.
        model.decoder.token_embedding.weight[get_tokenizer(True).eot] = 0.0
    return model


def saved(model: Any, path: Path) -> Path:
    """The model as a checkpoint of openai-whisper, for the second engine's converter."""
    torch.save({"dims": vars(model.dims), "model_state_dict": model.state_dict()}, path)
    return path


def tokens_for(windows: Iterable[Sequence[Stretch]], speech: Sequence[Stretch]) -> Iterator[int]:
    """How many tokens to write in each window: as much as is spoken in it, at least one."""
    for spans in windows:
        yield max(1, math.ceil(TOKENS_A_SECOND * total(overlap(spans, speech))))
    yield from repeat(1)


def bind(model: Any, budget: Iterator[int]) -> None:
    """Let a model of openai-whisper write as much as the budget says, and close each window.

    A window is closed with the timestamp of its end, as a trained model does it, so that the next
    one begins where this one ends.
    """
    closing = get_tokenizer(model.is_multilingual).timestamp_begin + LAST_TIME

    def bounded(mel: torch.Tensor, options: DecodingOptions) -> DecodingResult:
        told = replace(options, sample_len=next(budget), without_timestamps=True)
        result = decode(model, mel, told)
        assert isinstance(result, DecodingResult)
        return replace(result, tokens=[*result.tokens, closing])

    model.decode = bounded


class BoundGenerator:
    """The same for a model of CTranslate2, in place of `WhisperModel.model`."""

    def __init__(self, model: Any, budget: Iterator[int]) -> None:
        self._model = model
        self.budget = budget
        tokenizer = get_tokenizer(True)
        self._plain, self._closing = tokenizer.no_timestamps, tokenizer.timestamp_begin + LAST_TIME

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(self, features: Any, prompts: list[list[int]], **options: Any) -> list[Any]:
        """One window's tokens, as many as the budget says."""
        prompt = prompts[0] if prompts[0][-1] == self._plain else [*prompts[0], self._plain]
        options["max_length"] = len(prompt) + next(self.budget)
        [made] = self._model.generate(features, [prompt], **options)
        return [
            SimpleNamespace(
                sequences_ids=[[*made.sequences_ids[0], self._closing]],
                scores=made.scores,
                no_speech_prob=made.no_speech_prob,
            )
        ]
