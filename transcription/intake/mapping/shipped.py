"""The mappings that come with the product: one JSON document for each vendor's CSV."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from transcription.intake.mapping.document import TableMapping, best_of, read_mapping


@cache
def shipped_mappings() -> tuple[TableMapping, ...]:
    """All of them, by name."""
    folder = files("transcription.intake.mapping") / "shipped"
    found = [
        read_mapping(each.read_text("utf-8"))
        for each in folder.iterdir()
        if each.name.endswith(".json")
    ]
    return tuple(sorted(found, key=lambda each: each.name))


def shipped_for(columns: Sequence[str]) -> TableMapping | None:
    """The shipped mapping of a file with these columns; of several the one that knows most."""
    return best_of(shipped_mappings(), columns)


def shipped_named(name: str) -> TableMapping | None:
    """The shipped mapping of a name, upper and lower case alike."""
    wanted = name.strip().lower()
    return next((each for each in shipped_mappings() if each.name.lower() == wanted), None)
