"""Names strata so that they fit where they are stored, and draws and strata together."""

from __future__ import annotations

import hashlib

LONGEST = 200


def stratum_name(label: str) -> str:
    """The label; one of more than 200 characters is cut and told apart by its digest."""
    if len(label) <= LONGEST:
        return label
    digest = hashlib.sha256(label.encode()).hexdigest()[:12]
    return f"{label[: LONGEST - 14]}… {digest}"


def stratum_of_draw(draw_id: int | None, stratum: str | None) -> str:
    """What keeps the strata of several draws apart in an estimate."""
    return f"{draw_id or 'imported'}/{stratum or ''}"
