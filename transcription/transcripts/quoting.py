"""Parts of a letter: what its writer says now, and what it repeats of letters before it; pure."""

from __future__ import annotations

import re
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
_HEAD_FROM = re.compile(r"^\*?(?:From|Von|De|Da|Van)\s*:\*?\s*\S", re.IGNORECASE)
_HEAD_SENT = re.compile(
    r"^\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden)\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `start` to `end` of a letter; `quoted` where it repeats an earlier one."""

    start: int
    end: int
    quoted: bool


def letter_parts(text: str) -> list[Part]:
    """The letter in parts that own and quoted words take in turn, together all of its characters.

    An answer below or between quoted lines is the writer's own. Blank lines go with the part
    before them.
    """
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
