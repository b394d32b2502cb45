"""Refuses the second row of a file that gives an interaction the file has given already."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from transcription.intake.companions.records import CompanionRecord
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal, quoted

Item = InteractionRecord | CompanionRecord | Refusal


def without_repeats(
    rows: Iterable[Item],
) -> Iterator[Item]:
    """Yield the rows, with a refusal in place of each repeat; remembers eight bytes a row."""
    seen: dict[bytes, int] = {}
    for row in rows:
        if isinstance(row, Refusal):
            yield row
            continue
        digest = blake2b("\0".join(row.key).encode(), digest_size=8).digest()
        if digest in seen:
            yield _repeat(row, seen[digest])
        else:
            seen[digest] = row.line
            yield row


def _repeat(row: InteractionRecord | CompanionRecord, first: int) -> Refusal:
    message = f"was given on line {first} already: the first one counts"
    field = "external_id" if isinstance(row, InteractionRecord) else None
    return Refusal(row.line, None, field, message, quoted(row.key[-1]))
