"""Words with their times where parts of a turn are masked: what is hidden, is hidden there too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transcription.redaction.masks import Mask, Redacted
from transcription.transcripts.engine import Word

Span = tuple[int, int]


def word_spans(text: str, words: Sequence[Word]) -> list[Span] | None:
    """Where each word stands in the text, in order; None where one cannot be found."""
    spans: list[Span] = []
    cursor = 0
    for word in words:
        spoken = word.text.strip()
        at = text.find(spoken, cursor)
        if at < 0:
            return None
        cursor = at + len(spoken)
        spans.append((at, cursor))
    return spans


def masked_words(text: str, words: Sequence[Word], said: Redacted) -> list[list[Any]] | None:
    """[start, end, text, confidence] of each word, one entry with its placeholder for each mask.

    `text` is what was heard and `said` the same masked. None without words, and where a mask hides
    a letter or digit that is in no word with a time: then nobody can say when it was spoken.
    """
    spans = word_spans(text, words)
    if not words or spans is None:
        return None
    rows: list[tuple[int, list[Any]]] = []
    hidden: set[int] = set()
    for mask in said.masks:
        under = [place for place, span in enumerate(spans) if _meet(span, mask)]
        if not _covers(text, mask, [spans[place] for place in under]):
            return None
        hidden.update(under)
        row = [words[under[0]].start_s, words[under[-1]].end_s, mask.placeholder]
        rows.append((under[0], [*row, min(words[place].confidence for place in under)]))
    rows += [
        (place, [word.start_s, word.end_s, word.text, word.confidence])
        for place, word in enumerate(words)
        if place not in hidden
    ]
    rows.sort(key=lambda each: each[0])
    return [
        [round(start, 3), round(end, 3), shown, round(confidence, 3)]
        for _, (start, end, shown, confidence) in rows
    ]


def _meet(span: Span, mask: Mask) -> bool:
    return span[0] < mask.end and mask.start < span[1]


def _covers(text: str, mask: Mask, spans: Sequence[Span]) -> bool:
    return bool(spans) and all(
        any(start <= at < end for start, end in spans)
        for at in range(mask.start, mask.end)
        if text[at].isalnum()
    )
