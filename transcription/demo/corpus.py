"""The sentences that the demo's checkpoint learns from, spoken, coded and tokenised."""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcription.demo import grammar
from transcription.demo.lines import through_opus, through_telephone
from transcription.demo.speech import (
    SAMPLE_RATE,
    VOICES,
    Audio,
    Span,
    Utterance,
    Voice,
    digits,
    speak,
)
from transcription.demo.windows import Sentence, Token

Encode = Callable[[str], list[int]]
Power = Callable[[Audio], NDArray[np.float32]]

_PAUSE = np.zeros(SAMPLE_RATE // 5, np.float32)
_OPUS_BIT_RATES = (10_000, 12_000, 16_000, 24_000)


@dataclass(frozen=True, slots=True)
class _Spoken:
    voice: str
    utterance: Utterance


def texts(count: int, seed: int, kept_out: Collection[str]) -> list[str]:
    """`count` texts to learn from: sentences of the grammar, such sentences with some words
    changed, sentences with numbers, and random words.

    No sentence is among them that `grammar.held_out` or `kept_out` keeps for testing, unless a
    single random word happens to be one ("Okay.").
    """
    draw, words = random.Random(seed), grammar.vocabulary()  # noqa: S311 - a repeatable draw
    drawn: list[str] = []
    while len(drawn) < count:
        (kind,) = draw.choices(("sentence", "changed", "number", "random"), (35, 30, 15, 20))
        if kind == "random":
            drawn.append(_random_words(draw, words))
            continue
        text = grammar.random_sentence(draw, with_number=kind == "number")
        if kind == "changed":
            text = _changed(text, draw, words)
        if not grammar.held_out(text) and text not in kept_out:
            drawn.append(text)
    return drawn


def _changed(text: str, draw: random.Random, words: Sequence[str]) -> str:
    """`text` with at least one of its words changed, left out or put in before another."""
    given = text.split()
    sure = draw.randrange(len(given))
    made: list[str] = []
    for index, word in enumerate(given):
        body = word.rstrip(".,?")
        chance = 0.0 if index == sure else draw.random()
        if chance < 0.12:
            made.append(draw.choice(words) + word[len(body) :])
        elif chance < 0.16:
            made += [draw.choice(words), word]
        elif chance < 0.2 and body == word:
            continue
        else:
            made.append(word)
    changed = " ".join(made)
    return changed[0].upper() + changed[1:]


def _random_words(draw: random.Random, words: Sequence[str]) -> str:
    """Up to eight random words, so that the model listens instead of guessing the sentence."""
    chosen = [draw.choice(words) for _ in range(draw.randint(1, 8))]
    if draw.random() < 0.2:
        groups = draw.choice(((3,), (4,), (5,), (4, 4), (4, 4, 4, 4)))
        numbers = ["".join(draw.choices("0123456789", k=size)) for size in groups]
        chosen[draw.randrange(len(chosen))] = " ".join(numbers)
    if len(chosen) > 4 and draw.random() < 0.4:
        chosen[2] += ","
    text = " ".join(chosen)
    return text[0].upper() + text[1:] + draw.choice("...?")


def stock(
    count: int, seed: int, kept_out: Collection[str], encode: Encode, power: Power
) -> list[Sentence]:
    """`count` spoken sentences: a quarter as espeak-ng says them, half through Opus, a quarter
    over the old telephone. `encode` gives a text's tokens, `power` a sound's mel power.
    """
    draw = random.Random(seed + 1)  # noqa: S311 - a repeatable draw
    spoken = []
    for text in texts(count, seed, kept_out):
        name = draw.choice(sorted(VOICES))
        base = VOICES[name]
        rate, pitch = (
            base.rate + draw.randint(-12, 12),
            base.pitch + draw.randint(-5, 5),
        )
        spoken.append(_Spoken(name, speak(text, Voice(base.name, rate, pitch))))
    ready: list[Sentence] = []
    for first in range(0, count, 50):
        batch = spoken[first : first + 50]
        line = draw.choice(("clean", "opus", "opus", "telephone"))
        for item, audio in zip(batch, _over(line, batch, draw), strict=True):
            ready.append(_sentence(item, audio, encode, power))
    return ready


def _over(line: str, batch: list[_Spoken], draw: random.Random) -> Iterator[Audio]:
    """The audio of a batch after one trip over the line, cut apart again."""
    pieces = [piece for item in batch for piece in (item.utterance.audio, _PAUSE)]
    whole = np.concatenate(pieces)
    if line == "opus":
        whole = through_opus(whole, draw.choice(_OPUS_BIT_RATES))
    elif line == "telephone":
        whole = through_telephone(whole)
    start = 0
    for item in batch:
        length = len(item.utterance.audio)
        yield whole[start : start + length]
        start += length + len(_PAUSE)


def _sentence(item: _Spoken, audio: Audio, encode: Encode, power: Power) -> Sentence:
    said = item.utterance
    return Sentence(
        said.text,
        item.voice,
        said.duration,
        np.log10(np.maximum(power(audio), 1e-10)).astype(np.float16),
        tuple(tokens(said.text, said.words, encode)),
        said.words,
        said.sounds,
    )


def tokens(text: str, words: Sequence[Span], encode: Encode) -> list[Token]:
    """Tokens with their times; a number spoken digit by digit is one token a digit."""
    made: list[Token] = []
    heard = iter(words)
    for word in text.split():
        number = digits(word)
        for index, digit in enumerate(number):
            span = next(heard)
            (token,) = encode(f" {digit}" if index == 0 else digit)
            made.append(Token(token, span.start, span.end))
        if number:
            made += [Token(t, span.end - 0.06, span.end + 0.1) for t in encode(word[len(number) :])]
        else:
            made += _word_tokens(word, next(heard), encode)
    return made


def _word_tokens(word: str, span: Span, encode: Encode) -> Iterator[Token]:
    """The tokens of a word share its time; its punctuation is the short moment where it ends."""
    body = word.rstrip(".,?")
    core = encode(f" {body}")
    step = (span.end - span.start) / len(core)
    for index, token in enumerate(core):
        yield Token(token, span.start + index * step, span.start + (index + 1) * step)
    for token in encode(word[len(body) :]):
        yield Token(token, span.end - 0.06, span.end + 0.1)
