"""Parts a cell that holds a whole conversation into who said what."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection
from typing import Any

from transcription.intake.named_lines import split_name
from transcription.intake.speaker_names import SpeakersUnclear, roles

# Salesforce writes "( 1m 12s ) Name: …"; others "[09:30:12] Name: …" or "09:30 - Name: …".
_STAMP = re.compile(
    r"^\s*(?:\(\s*(?:\d+h\s*)?(?:\d+m\s*)?(?:\d+s)?\s*\)"
    r"|[\[(]?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d{2}"
    r"(?::\d{2})?(?:\s*[AaPp][Mm])?[\])]?)\s*[-–]?\s*"
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|p|div)\b[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>")
_LOOKS_MARKED = re.compile(r"<(?:br|p|div|span|b|i|a|html|body|table|td)\b[^>]{0,1000}>", re.I)


class NoConversation(ValueError):
    """A cell in which nobody is named; the message says what is missing."""


def turns_in(cell: str, agents: Collection[str] = ()) -> list[dict[str, Any]]:
    """The turns of a conversation, as the interchange has them.

    Each begins with a name and a colon, after a time or not; lines without one go on with the turn
    before, or are the system's where none is. `agents` are names that are agents'. Raises
    NoConversation where nobody is named, or nobody knows who of the named is the agent.
    """
    lines = [line for line in (part.strip() for part in plain(cell).splitlines()) if line]
    named = [split_name(_STAMP.sub("", line, count=1)) for line in lines]
    counts = Counter(name for name, _ in named if name is not None)
    repeated = {name for name, count in counts.items() if count > 1}
    names = set(counts) if len(repeated) < 2 else repeated
    spoken = [(name if name in names else None, text if name in names else line)
              for (name, text), line in zip(named, lines, strict=True)]  # fmt: skip
    parts = _parts(list(dict.fromkeys(name for name, _ in spoken if name)), agents)
    turns: list[dict[str, Any]] = []
    for name, text in spoken:
        if name is not None or not turns:
            speaker = parts[name] if name is not None else "system"
            turns.append({"speaker": speaker, "text": text})
        else:
            turns[-1]["text"] = f"{turns[-1]['text']}\n{text}".strip()
    return [turn for turn in turns if turn["text"]]


def plain(cell: str) -> str:
    """The text of a cell that may be marked up as a page is, without its marks."""
    if not _LOOKS_MARKED.search(cell):
        return cell
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", cell)))


def _parts(names: list[str], agents: Collection[str]) -> dict[str, Any]:
    if not names:
        raise NoConversation("names nobody: each turn has to begin with a name and a colon")
    try:
        return dict(roles(names, agents))
    except SpeakersUnclear as unclear:
        shown = ", ".join(f"“{name[:40]}”" for name in unclear.names[:4])
        raise NoConversation(
            f"could be agents or customers: {shown}; say which are agents'"
        ) from None
