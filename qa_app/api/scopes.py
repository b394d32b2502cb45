"""What a token may be good for."""

from __future__ import annotations

import enum


class Scope(enum.Enum):
    """One right of an integration; a route asks for one."""

    WRITE = "interactions.write"
    """Hand in interactions and recordings."""
    READ = "batches.read"
    """Follow the batches that the same integration handed in, and what became of their items."""
