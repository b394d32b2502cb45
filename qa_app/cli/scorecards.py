"""`qa scorecard import|export|publish|list`: scorecards of this instance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from qa_app.cli.edge import SOME_REFUSED, DeskGroup, answer, desk, ends_with, json_option
from qa_app.cli.scorecard_files import (
    FILE,
    count_words,
    finding_lines,
    finding_report,
    read_file,
    score_answers,
    validate,
)
from qa_app.core import clock
from qa_app.core.errors import Missing
from scorecards.design.document import parse
from scorecards.design.findings import Finding, ScorecardInvalid
from scorecards.design.importing import export_document, import_document
from scorecards.design.models import Scorecard, Version
from scorecards.design.publishing import publish
from scorecards.design.queries import (
    draft_of,
    newest_frozen,
    published_version,
    scorecard_titled,
    scorecards_with_versions,
)
from scorecards.design.validation import findings


@click.group(cls=DeskGroup)
def scorecard() -> None:
    """Check, score, import, export and publish scorecards."""


DONE = {
    "created": "is a new scorecard, as a draft",
    "drafted": "is now the draft of version",
    "unchanged": "is here already",
}


@click.command("import")
@click.argument("file", type=FILE)
@json_option
def import_file(file: Path, as_json: bool) -> None:
    """Take the scorecard in FILE in, as a draft.

    A title that is known gets a draft of its next version. Exit status 0: taken in, though errors
    may still block its publication; 2: the file is not of the format.
    """
    data = read_file(file)
    with desk() as session:
        done = import_document(session, data, by=None, at=clock.now(), actor="cli")
        found = findings(parse(done.version.document))
        result = {**_summary(done.version), "result": done.what, **finding_report(found)}
        words = f"{done.version.scorecard.title} {DONE[done.what]}" + (
            f" {done.version.number}." if done.what == "drafted" else "."
        )
        text = "\n".join(filter(None, [words, _blocking(found)]))
    answer(result, as_json, text)


@click.command()
@click.argument("title")
@click.option(
    "--version", "number", type=int, help="By default the newest published, else the draft."
)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
@json_option
def export(title: str, number: int | None, target: Path | None, as_json: bool) -> None:
    """Write the scorecard TITLE as JSON to standard output, or to a file.

    Exit status 0: written; 2: there is no such scorecard or version, or no room for the file.
    """
    with desk() as session:
        data = export_document(_version(session, title, number))
    text = json.dumps(data, ensure_ascii=False, indent=2)
    if target is None:
        click.echo(text)
        return
    try:
        target.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{target} cannot be written: {error.strerror}.") from error
    answer({"file": str(target)}, as_json, f"Written to {target}.")


@click.command("publish")
@click.argument("title")
@json_option
def publish_title(title: str, as_json: bool) -> None:
    """Publish the draft of the scorecard TITLE; new evaluations then use it.

    Exit status 0: published; 1: errors block it; 2: there is no such draft.
    """
    status, found = 0, []
    with desk() as session:
        scorecard = _scorecard(session, title)
        draft = draft_of(session, scorecard)
        if draft is None:
            raise Missing(f"“{title}” has no draft to publish.")
        try:
            publish(session, draft, by=None, at=clock.now(), actor="cli")
        except ScorecardInvalid as refused:
            status, found = SOME_REFUSED, list(refused.findings)
        result = {**_summary(draft), **finding_report(found)}
    words = f"Version {draft.number} of “{title}” is published."
    answer(result, as_json, _blocking(found) or words)
    ends_with(status)


@click.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List all scorecards with their versions.

    Exit status 0: listed, though there may be none.
    """
    with desk() as session:
        rows = [
            _summary(version)
            for scorecard in scorecards_with_versions(session)
            for version in scorecard.versions
        ]
    text = "\n".join(
        f"{row['title']}, version {row['version']}: {row['state']}, "
        f"{count_words(row['questions'], 'question')}"
        for row in rows
    )
    answer(
        rows,
        as_json,
        text or "There are no scorecards yet: import one, or make one in the browser.",
    )


def _summary(version: Version) -> dict[str, Any]:
    sections = version.document.get("sections", [])
    return {
        "title": version.document.get("title"),
        "version": version.number,
        "state": version.state.value,
        "channel": version.document.get("channel"),
        "questions": sum(len(section["questions"]) for section in sections),
        "published_at": version.published_at.isoformat() if version.published_at else None,
    }


def _scorecard(session: Session, title: str) -> Scorecard:
    found = scorecard_titled(session, title)
    if found is None:
        raise Missing(f"There is no scorecard “{title}”: see `qa scorecard list`.")
    return found


def _version(session: Session, title: str, number: int | None) -> Version:
    scorecard = _scorecard(session, title)
    if number is None:
        found = published_version(session, scorecard) or draft_of(session, scorecard)
        found = found or newest_frozen(session, scorecard)
    else:
        found = next((item for item in scorecard.versions if item.number == number), None)
    if found is None:
        raise Missing(f"“{title}” has no version {number}.")
    return found


def _blocking(found: list[Finding]) -> str:
    wrong = [item for item in found if item.level == "error"]
    if not wrong:
        return ""
    count = count_words(len(wrong), "error")
    return f"{finding_lines(wrong)}\n{count} to mend before it can be published."


for command in (validate, score_answers, import_file, export, publish_title, list_all):
    scorecard.add_command(command)
