"""Guesses what a column holds from its cells, where its title says nothing; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from transcription.intake.mapping.emotions import names_feeling
from transcription.intake.mapping.targets import Target
from transcription.intake.mapping.times import is_time

_ADDRESS = re.compile(r"[^@\s,;]{1,64}@[^@\s,;]+\.[^@\s,;.]{2,24}")
_FIRST_TIMES = ("at", "answered_at", "began_at", "started_at")
_CELLS_READ, _FEWEST_CELLS, _MOSTLY = 50, 2, 0.6


def guess_by_cells(
    cells: Mapping[str, Sequence[str]], targets: Mapping[str, Target], taken: Mapping[str, str]
) -> dict[str, str]:
    """Column → field for those of `cells` whose titles say nothing and whose cells do.

    Cells that are all times fill the field of the first time that is still free; addresses are the
    customer's where they differ from row to row, the agent's where few come again and again.
    """
    found: dict[str, str] = {}
    for column, all_cells in cells.items():
        read = [cell for cell in all_cells if cell.strip()][:_CELLS_READ]
        if column in taken or names_feeling(column) or len(read) < _FEWEST_CELLS:
            continue
        free = {key for key in targets if key not in (*taken.values(), *found.values())}
        key = _first_time(free) if all(map(is_time, read)) else _whose_address(read, free)
        if key is not None:
            found[column] = key
    return found


def _first_time(free: set[str]) -> str | None:
    return next((key for key in _FIRST_TIMES if key in free), None)


def _whose_address(cells: Sequence[str], free: set[str]) -> str | None:
    if not all(_ADDRESS.fullmatch(cell.strip()) for cell in cells):
        return None
    different = len({cell.strip().lower() for cell in cells}) / len(cells)
    key = "customer_id" if different > _MOSTLY else "agent_email" if len(cells) > 3 else None
    return key if key in free else None
