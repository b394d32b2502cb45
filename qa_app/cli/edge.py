"""What all commands share: the application, one commit, `--json`, exit statuses."""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import click
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from qa_app import create_app
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError

F = TypeVar("F", bound=Callable[..., Any])
OK, SOME_REFUSED, MISUSE = 0, 1, 2


class Day(click.DateTime):
    """A day of the calendar as an option takes it; the refusal shows one as it is written."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(formats=["%Y-%m-%d"])

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Midnight of the day, without a zone. Raises click.BadParameter."""
        try:
            day: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}” is not a day: write year, month and day, as in 2026-05-04.")
        return day

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What stands for a day in the help."""
        return "YYYY-MM-DD"


DAY = Day()


@contextmanager
def telling() -> Iterator[None]:
    """Within this block expected errors end in one sentence and exit status 2."""
    try:
        yield
        return
    except QualityDeskError as error:
        message = error.message
    except (OperationalError, ProgrammingError) as error:
        message = database_words(error.orig)
    except sqlite3.OperationalError as error:
        # The queue's own file, which is opened without SQLAlchemy.
        message = database_words(error)
    except OSError as error:
        if error.errno == errno.EPIPE:
            # Whoever reads the output has had enough; click ends quietly.
            raise
        message = f"The system refused: {error.strerror or error} ({error.filename or '-'})."
    click.echo(message, err=True)
    sys.exit(MISUSE)


class DeskGroup(click.Group):
    """A group whose expected errors end in one sentence and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with telling():
            return super().invoke(ctx)


def database_words(error: BaseException | None) -> str:
    """What the database refused, and what to do about it; `error` is the driver's own."""
    reason = (str(error).strip() or "no reason given").splitlines()[0]
    if "locked" in reason:
        todo = "Another process is writing to it: nothing was lost, try again in a moment"
    elif "full" in reason or "disk" in reason.lower():
        todo = "Nothing of this command was kept since its last progress; make room, try again"
    elif "no such table" in reason or "does not exist" in reason:
        todo = "Its schema is not there yet: run `qa db upgrade`"
    else:
        todo = "`qa doctor` looks into it"
    return f"The database refused ({reason}). {todo}."


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
