"""`qa evaluations import`: past evaluations from a CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qa_app.cli.edge import OK, SOME_REFUSED, DeskGroup, answer, desk, ends_with, json_option
from qa_app.core import clock
from qa_app.core.errors import Refused
from scorecards.reviews.history import HistoryReport, import_history
from transcription.intake.refusals import FileRefused

SHOWN = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=DeskGroup)
def evaluations() -> None:
    """Bring past evaluations in."""


@evaluations.command(name="import")
@click.argument("file", type=FILE)
@click.option(
    "--create",
    is_flag=True,
    help="Add unknown reviewers, inactive, and for rows with only a total unknown scorecards.",
)
@json_option
def import_command(file: Path, create: bool, as_json: bool) -> None:
    """Import the past evaluations in FILE, a CSV as docs/formats.md describes it.

    Importing a file again adds nothing. Exit status 0: all rows were taken; 1: some were refused.
    """
    with desk() as session, file.open("rb") as stream:
        try:
            report = import_history(session, stream, create=create, at=clock.now(), actor="cli")
        except FileRefused as refused:
            raise Refused(f"{file.name}: {refused.message}") from refused
    answer(as_data(report), as_json, in_words(report))
    ends_with(SOME_REFUSED if report.refusals else OK)


def as_data(report: HistoryReport) -> dict[str, Any]:
    """The report as JSON data."""
    return {
        "total": report.total,
        "accepted": report.accepted,
        "rejected": len(report.refusals),
        "added": report.added,
        "already_there": report.already_there,
        "counting": report.counting,
        "created": {"reviewers": report.reviewers, "scorecards": report.scorecards},
        "refusals": [
            {
                "line": each.line,
                "column": each.column,
                "field": each.field,
                "message": each.message,
                "excerpt": each.excerpt,
            }
            for each in report.refusals
        ],
    }


def in_words(report: HistoryReport) -> str:
    """The report for a person; of many refusals the first."""
    lines = [
        f"{report.total} rows: {report.accepted} accepted, {len(report.refusals)} rejected.",
        f"{report.added} evaluations added, {report.already_there} were there already; "
        f"{report.counting} of the added count in scores.",
    ]
    if report.reviewers:
        lines.append(f"Reviewers added, inactive: {', '.join(report.reviewers)}.")
    if report.scorecards:
        lines.append(f"Scorecards added, totals only: {', '.join(report.scorecards)}.")
    lines += [f"  {refusal}" for refusal in report.refusals[:SHOWN]]
    if len(report.refusals) > SHOWN:
        lines.append(f"  and {len(report.refusals) - SHOWN} more: see --json")
    return "\n".join(lines)
