"""Names an interaction in one line: what the customer came for, without the greeting."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 80
"""Longer names are cut at a word."""

LEAST = 24
"""A first sentence that is shorter than this says too little alone, so the next one joins it."""

READ = 2_000
"""Characters of a text that are looked at; a name is never further in."""

OPENINGS = re.compile(
    r"(?:(?:hi|hello|hey|good (?:day|morning|afternoon|evening)|dear|to whom it may concern"
    r"|hallo|guten (?:tag|morgen|abend)|liebes?|sehr geehrte[rs]?(?: damen und herren)?"
    r"|bonjour|bonsoir|hola|buen[oa]s (?:d[ií]as|tardes|noches)|ciao|buongiorno)"
    # With more words than a name has, it is no greeting alone: "Hello I want to cancel it, …".
    r"(?:\s[^\s,.!:?]{1,24}){0,2}|a question|quick question)\s*[,.!:]+\s+"
    r"|(?:my name is|this is)(?:\s[^\s,.!?]{1,24}){1,3}[,.!]\s+",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def subject_of(texts: Iterable[str]) -> str | None:
    """The name from what the customer said, in order: of the first text that says anything.

    Greetings and the customer's own introduction are left out, then as many whole sentences are
    taken as fit; None where nothing was said.
    """
    line = next((joined for text in texts if (joined := " ".join(text[:READ].split()))), None)
    return None if line is None else _cut(_without_openings(line))


def _without_openings(line: str) -> str:
    rest = line
    while match := OPENINGS.match(rest):
        rest = rest[match.end() :]
    return line if rest is line else rest[:1].upper() + rest[1:]


def _cut(line: str) -> str:
    sentences = SENTENCE_END.split(line)
    name = sentences[0]
    for sentence in sentences[1:]:
        if len(name) >= LEAST:
            break
        name = f"{name} {sentence}"
    if len(name) > MOST:
        # A word that would be cut in two is left out, unless it alone is longer than the line.
        head = name[: MOST - 1]
        name = (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:–-") + "…"
    return name[:-1] if name.endswith(".") and not name.endswith("..") else name
