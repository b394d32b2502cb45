"""Parts of a letter: what its writer says now, what it repeats, and how it is signed; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# "On 1 March 2026 they wrote:" and its like stand above quoted lines and belong to them.
_ABOVE = re.compile(
    r"^(?:On|Am|Le|El|Il|Op|Den)\b.{4,200}\b"
    r"(?:wrote|schrieb(?: .{1,100})?|a écrit|escribió|ha scritto|schreef|skrev(?: .{1,100})?)"
    r"\s*:\s*$",
    re.IGNORECASE,
)
# From here on mail programs repeat all that was before, without a sign on each line.
_ALL_BELOW = re.compile(
    r"^(?:-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht"
    r"|Weitergeleitete Nachricht|Message d'origine|Mensaje original)\s*-{2,}.*|_{20,}\s*)$",
    re.IGNORECASE,
)
# The usual sign above a signature, and what telephones write by themselves.
_SIGN = re.compile(r"^(?:--|—|__)$")
_BY_MACHINE = re.compile(
    r"^(?:(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Skickat)"
    r" (?:from|via|mit|mittels|von|depuis|de|desde|da|met|vanaf|från)\b.{1,60}"
    r"|Von (?:meinem|unterwegs|mobil)\b.{0,60}"
    r"|Get Outlook for .{1,30}|Outlook für .{1,30} (?:holen|beziehen).{0,30})$",
    re.IGNORECASE,
)
LEAST_LINES = 3
"""So many lines of an earlier ending come again before they count as a signature."""
MOST_LINES = 15
"""A longer ending is a letter of its own, whatever stands above it."""
_HEAD_FROM = re.compile(r"^\*?(?:From|Von|De|Da|Van)\s*:\*?\s*\S", re.IGNORECASE)
_HEAD_SENT = re.compile(
    r"^\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden)\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `start` to `end` of a letter; `quoted` where it repeats an earlier one.

    `signature` where it is only how the writer signs.
    """

    start: int
    end: int
    quoted: bool
    signature: bool = False


def letter_parts(text: str, earlier: Sequence[str] = ()) -> list[Part]:
    """The letter in parts that own and quoted words take in turn, together all of its characters.

    An answer below or between quoted lines is the writer's own. Blank lines go with the part
    before them. A signature at the end of the last own part is a part of its own: below its usual
    sign, a telephone's line, or lines with which an `earlier` letter of the writer ended too.
    """
    parts = _quoted_parts(text)
    ends = [ending_of(each) for each in earlier]
    for place in range(len(parts) - 1, -1, -1):
        if not parts[place].quoted:
            parts[place : place + 1] = _signed(text, parts[place], ends)
            break
    return parts


def ending_of(text: str) -> list[str]:
    """The last lines of the writer's own words, without blank ones, first line first."""
    own = [part for part in _quoted_parts(text) if not part.quoted]
    said = text[own[-1].start : own[-1].end] if own else ""
    return [line.strip() for line in said.splitlines() if line.strip()][-MOST_LINES:]


def _signed(text: str, part: Part, ends: Sequence[Sequence[str]]) -> list[Part]:
    """The part, or its words and its signature; one without words is not taken apart."""
    lines = text[part.start : part.end].splitlines(keepends=True)
    begin = _begin_of_signature(lines, ends)
    if begin is None or not any(line.strip() for line in lines[:begin]):
        return [part]
    at = part.start + sum(map(len, lines[:begin]))
    return [Part(part.start, at, quoted=False), Part(at, part.end, quoted=False, signature=True)]


def _begin_of_signature(lines: Sequence[str], ends: Sequence[Sequence[str]]) -> int | None:
    bare = [line.strip() for line in lines]
    said = [place for place, line in enumerate(bare) if line]
    for place in said[-MOST_LINES:]:
        if _SIGN.match(bare[place]) or (_BY_MACHINE.match(bare[place]) and place >= said[-2:][0]):
            return place
    alike = max((_alike([bare[place] for place in said], end) for end in ends), default=0)
    return said[-alike] if alike >= LEAST_LINES else None


def _alike(lines: Sequence[str], other: Sequence[str]) -> int:
    """With how many lines both end."""
    count = 0
    for one, another in zip(reversed(lines), reversed(other), strict=False):
        if one != another:
            break
        count += 1
    return count


def _quoted_parts(text: str) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for line, is_quoted in _judged(text.splitlines(keepends=True)):
        end = at + len(line)
        last = parts[-1] if parts else None
        if last is not None and (is_quoted is None or is_quoted == last.quoted):
            parts[-1] = Part(last.start, end, last.quoted)
        else:
            parts.append(Part(at, end, bool(is_quoted)))
        at = end
    return parts or [Part(0, 0, quoted=False)]


def _judged(lines: list[str]) -> list[tuple[str, bool | None]]:
    """Each line with whether it is quoted; None for a blank one."""
    judged: list[tuple[str, bool | None]] = []
    is_all_below = False
    for place, line in enumerate(lines):
        bare = line.strip()
        is_all_below = is_all_below or bool(_ALL_BELOW.match(bare)) or _is_head(lines, place)
        if is_all_below:
            judged.append((line, True))
        elif not bare:
            judged.append((line, None))
        else:
            judged.append((line, bare.startswith(">") or bool(_ABOVE.match(bare))))
    return judged


def _is_head(lines: list[str], place: int) -> bool:
    """Whether the head of a repeated letter begins here: who sent it, and soon when."""
    if place == 0 or not _HEAD_FROM.match(lines[place].strip()):
        return False
    return any(_HEAD_SENT.match(line.strip()) for line in lines[place + 1 : place + 4])
