"""Says what is wrong with an item by JSON pointers (RFC 6901), which programs can follow."""

from __future__ import annotations

import re
from typing import Any

from transcription.intake.interchange import InvalidInteraction, read_interaction

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def pointer_of(field: str | None) -> str:
    """The pointer of a field as refusals write it: `turns[3].text` is `/turns/3/text`."""
    steps = [number or name for number, name in _STEP.findall(field or "")]
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def errors_of(item: Any, field: str | None, message: str) -> list[dict[str, str]]:
    """Every fault of a refused item as {pointer, detail}; at least the one that refused it.

    A refusal names the first fault only; of what is no valid item all are told.
    """
    try:
        read_interaction(item)
    except InvalidInteraction as error:
        return [{"pointer": pointer_of(one.field), "detail": one.message} for one in error.problems]
    return [{"pointer": pointer_of(field), "detail": message}]
