"""Quality Desk: foundation and roof of the product; the rooms are packages beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from qa_app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application; the import is inside because the factory stands on everything else."""
    from qa_app.factory import build

    return build(settings)
