"""Put sentences together into the clips that voice activity detection would cut from a call.

A clip is one stretch of speech by one voice: one or more sentences, short pauses, some noise, then
whisper's padding. Everything is mixed as power in mel bands, which is far cheaper than as sound.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcription.demo.speech import Span

Mel = NDArray[np.float32]
# Mel frames and encoder frames a second, as openai-whisper has them.
MEL_FRAMES, FRAMES = 100, 50


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a sentence and the seconds in which it is spoken."""

    number: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A spoken sentence, ready to be mixed.

    `power` is (80, frames) of log10 power that begin 30 ms before the speech; `tokens` and the
    frame labels `words` and `sounds` have their seconds from the start of the speech.
    """

    text: str
    voice: str
    duration: float
    power: NDArray[np.float16]
    tokens: tuple[Token, ...]
    words: tuple[Span, ...]
    sounds: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """What the model gets and what it should make of it.

    `mel` is (80, frames) as `whisper.log_mel_spectrogram` gives it, padded after `length` seconds;
    `words` and `sounds` hold one label for each encoder frame, 0 for none. `timed` clips are to be
    written with whisper's timestamps: from 0 to their length.
    """

    mel: Mel
    length: float
    timed: bool
    tokens: tuple[Token, ...]
    words: NDArray[np.int64]
    sounds: NDArray[np.int64]


class Mixer:
    """Draws clips from a stock of sentences; the same seed draws the same clips."""

    def __init__(self, stock: Sequence[Sentence], noise: Mel, seed: int) -> None:
        """`noise` is the mel power of a long stretch of white noise."""
        self._random = random.Random(seed)  # noqa: S311 - a repeatable draw
        self._noise = noise
        self._by_voice: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in stock:
            self._by_voice[sentence.voice].append(sentence)
        self._voices = sorted(self._by_voice)
        self.word_labels = _numbered(word.label for item in stock for word in item.words)
        self.sound_labels = _numbered(sound.label for item in stock for sound in item.sounds)

    def clip(self, window: float, longest: float) -> Clip:
        """One clip in a window of `window` seconds, with at most `longest` seconds of speech."""
        if self._random.random() < 0.04:
            return self._empty(window, longest)
        placed, length = self._stretch(min(longest, window - 0.1))
        frames = round(length * MEL_FRAMES)
        power = np.full((80, frames), 1e-10, np.float32)
        words = np.zeros(round(window * FRAMES), np.int64)
        sounds = np.zeros_like(words)
        tokens = []
        for at, gain, item in placed:
            _add(power, item.power, at - 0.03, gain)
            _label(words, item.words, at, self.word_labels)
            _label(sounds, item.sounds, at, self.sound_labels)
            tokens += [Token(t.number, t.start + at, t.end + at) for t in item.tokens]
        self._spoil(power)
        timed = self._random.random() < 0.5
        mel = _padded(power, window, self._random)
        return Clip(mel, length, timed, tuple(tokens), words, sounds)

    def _empty(self, window: float, longest: float) -> Clip:
        frames = round(self._random.uniform(0.3, min(longest, window)) * MEL_FRAMES)
        power = np.full((80, frames), 1e-10, np.float32)
        if self._random.random() < 0.7:
            power += self._hiss(frames) * 10 ** self._random.uniform(-6, -1)
        labels = np.zeros(round(window * FRAMES), np.int64)
        mel = _padded(power, window, self._random)
        timed = self._random.random() < 0.5
        return Clip(mel, frames / MEL_FRAMES, timed, (), labels, labels.copy())

    def _stretch(self, longest: float) -> tuple[list[tuple[float, float, Sentence]], float]:
        """Where each sentence starts and how loud it is, and the length of the whole."""
        draw = self._random
        stock = self._by_voice[draw.choice(self._voices)]
        wanted = draw.choice((0.0, draw.uniform(0.2, 1.0))) * longest
        gap = draw.choice((0.15, 0.3, 0.5))
        at = draw.choice((0.03, draw.uniform(0.05, 0.3), draw.uniform(0.03, 0.6)))
        loud = draw.uniform(-1.5, 0.3)
        placed: list[tuple[float, float, Sentence]] = []
        end = at
        for _ in range(30):
            item = draw.choice(stock)
            if at + item.duration <= longest:
                placed.append((at, loud + draw.uniform(-0.1, 0.1), item))
                end = at + item.duration
                at = end + draw.uniform(0.3, 1.4) * gap
            if placed and end >= wanted:
                break
        if not placed:
            item = min(draw.sample(stock, min(50, len(stock))), key=lambda item: item.duration)
            placed, end = [(0.05, loud, item)], 0.05 + item.duration
        tail = draw.choice((0.03, draw.uniform(0.05, 0.4), draw.uniform(0.03, 0.6)))
        return placed, end + tail

    def _hiss(self, frames: int) -> Mel:
        start = self._random.randrange(self._noise.shape[1] - frames)
        slope = 10 ** np.linspace(0, -self._random.uniform(0, 2), 80, dtype=np.float32)
        hiss = self._noise[:, start : start + frames] * slope[:, None]
        even: Mel = (hiss / hiss.mean()).astype(np.float32)
        return even

    def _spoil(self, power: Mel) -> None:
        """Noise 10 to 60 dB below the speech, an uneven tone, a narrow band."""
        draw = self._random
        if draw.random() < 0.7:
            power += self._hiss(power.shape[1]) * float(power.mean()) * 10 ** -draw.uniform(1, 6)
        if draw.random() < 0.5:
            tilt = 10 ** (np.linspace(-0.5, 0.5, 80) * draw.uniform(-1, 1))
            power *= tilt[:, None].astype(np.float32)
        if draw.random() < 0.1:
            power[draw.choice((62, 66, 70)) :] *= 1e-4


def _numbered(labels: Iterable[str]) -> dict[str, int]:
    names = sorted({_plain(label) for label in labels} - {""})
    return {name: index + 1 for index, name in enumerate(names)}


def _plain(label: str) -> str:
    return label.strip(".,?").lower() or label


def _add(power: Mel, item: NDArray[np.float16], at: float, gain: float) -> None:
    first = round(at * MEL_FRAMES)
    source = item[:, max(0, -first) :].astype(np.float32)
    first = max(0, first)
    source = source[:, : power.shape[1] - first]
    power[:, first : first + source.shape[1]] += 10 ** (source + gain)


def _label(
    frames: NDArray[np.int64], spans: Sequence[Span], at: float, labels: dict[str, int]
) -> None:
    for span in spans:
        number = labels.get(_plain(span.label), 0)
        frames[round((at + span.start) * FRAMES) : round((at + span.end) * FRAMES)] = number


def _padded(power: Mel, window: float, draw: random.Random) -> Mel:
    """Whisper's own normalisation, then zeros: it pads the finished spectrogram, not the sound."""
    logs = np.log10(np.maximum(power * 10 ** draw.uniform(-2, 0.5), 1e-10))
    mel = np.zeros((80, round(window * MEL_FRAMES)), np.float32)
    normal = (np.maximum(logs, logs.max() - 8) + 4) / 4
    mel[:, : normal.shape[1]] = normal[:, : mel.shape[1]]
    return mel
