"""`qa team import`: teams and the people in them, from a CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qa_app.cli.edge import OK, SOME_REFUSED, DeskGroup, answer, desk, ends_with, json_option
from qa_app.core import clock
from qa_app.core.errors import Refused
from transcription.intake.refusals import FileRefused
from transcription.intake.teams import TeamImport, import_teams


@click.group(cls=DeskGroup)
def team() -> None:
    """Teams and the people in them."""


@team.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def import_team(file: Path, as_json: bool) -> None:
    """Import teams, agents, leads and reviewers from a CSV.

    Exit status 0: every row was taken; 1: some were refused; 2: the file could not be read.
    """
    with desk() as session, file.open("rb") as stream:
        try:
            found = import_teams(session, stream, by=None, at=clock.now(), actor="cli")
        except FileRefused as error:
            raise Refused(error.message) from error
    answer(_team_result(found), as_json, _team_words(found))
    ends_with(SOME_REFUSED if found.refusals else OK)


def _team_result(found: TeamImport) -> dict[str, Any]:
    return {
        "total": found.accepted + len(found.refusals),
        "accepted": found.accepted,
        "rejected": len(found.refusals),
        "added": found.added,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "teams_added": found.teams,
        "refusals": [
            {
                "line": each.line,
                "column": each.column,
                "field": each.field,
                "message": each.message,
                "excerpt": each.excerpt,
            }
            for each in found.refusals
        ],
    }


def _team_words(found: TeamImport) -> str:
    total = found.accepted + len(found.refusals)
    lines = [
        f"{total:,} rows: {found.added:,} people added, {found.changed:,} changed,"
        f" {found.unchanged:,} unchanged, {len(found.refusals):,} rejected;"
        f" {found.teams:,} teams added."
    ]
    return "\n".join([*lines, *(f"  {each}" for each in found.refusals)])
