"""How much a request may carry: small bodies everywhere, large ones where files are handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

View = TypeVar("View", bound=Callable[..., Any])
FORM_BYTES = 8 << 20
"""The most of a request without files: a scorecard or a plan of thousands of questions fits."""
GREATEST_ID = 2**63 - 1
MARK = "_qa_takes_files"


class RowNumber(IntegerConverter):
    """A number in an address; one that no table can hold names nothing, so it is not found."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:  # noqa: A002 - werkzeug's word
        options.setdefault("max", GREATEST_ID)
        super().__init__(map, *args, **options)


def accepts_files(view: View) -> View:
    """Let the view take bodies as large as QA_MAX_UPLOAD_MB allows."""
    setattr(view, MARK, True)
    return view


def takes_files(app: Flask, endpoint: str | None) -> bool:
    """Whether an endpoint was marked by `accepts_files`."""
    return endpoint is not None and hasattr(app.view_functions[endpoint], MARK)
