"""What all commands share: the application, one commit, `--json`, exit statuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from qa_app import create_app
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError

F = TypeVar("F", bound=Callable[..., Any])
OK, SOME_REFUSED, MISUSE = 0, 1, 2


class DeskGroup(click.Group):
    """A group whose expected errors end in one sentence and exit status 2."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except QualityDeskError as error:
            click.echo(error.message, err=True)
            sys.exit(MISUSE)


@contextmanager
def desk() -> Iterator[Session]:
    """The application's session for one command; committed at its end, or rolled back."""
    with create_app().app_context():
        session = db.session()
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def json_option(command: F) -> F:
    """Add `--json`: the result as one JSON document on standard output."""
    option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    return option(command)


def answer(result: Any, as_json: bool, text: str) -> None:
    """Print a result as JSON or in words."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else text)


def ends_with(status: int) -> None:
    """Leave with a status other than 0, after the transaction is committed."""
    if status:
        sys.exit(status)
