"""`qa demo load|remove`: the invented centre that shows what the product does."""

from __future__ import annotations

import click

from qa_app import create_app
from qa_app.cli.edge import DeskGroup, answer, desk, json_option
from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.demo.loading import load
from qa_app.demo.removing import WORD, remove
from qa_app.installation import installation


@click.group("demo", cls=DeskGroup)
def demo() -> None:
    """Load or remove the demo: invented people, conversations and reviews."""


@demo.command("load")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Another seed, another centre.")
@json_option
def load_command(seed: int, as_json: bool) -> None:
    """Load three months of a small centre; under a minute.

    Exit status 0: loaded; 2: refused, as where people are here already.
    """
    app = create_app()
    with app.app_context():
        progress = _hushed if as_json else _shown
        figures = load(installation(app).open_session, seed, progress)
    words = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in figures.items())
    answer(figures, as_json, f"Loaded: {words}.")


@demo.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask for the typed word.")
@json_option
def remove_command(yes: bool, as_json: bool) -> None:
    """Remove everything that the demo made, files too; what you brought in yourself stays.

    Exit status 0: removed; 2: refused.
    """
    if not yes:
        typed = click.prompt(f"Type “{WORD}” to remove the demo", err=True)
        if typed.strip().lower() != WORD:
            raise Refused("Nothing was removed.")
    with desk() as session:
        counts = remove(session, by=None, at=clock.now())
    answer(counts, as_json, f"The demo is removed: {sum(counts.values()):,} rows and its files.")


def _shown(done: int, total: int, what: str) -> None:
    click.echo(f"  {100 * done // total:3d} %  {what}")


def _hushed(done: int, total: int, what: str) -> None:
    """With --json standard output holds the result alone."""
