"""`qa import --preview` and `qa mappings`: what would be imported, and how tables are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from qa_app.cli.edge import MISUSE, OK, SOME_REFUSED, DeskGroup, answer, desk, json_option
from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.core.text import counted
from transcription.intake.mapping.document import InvalidMapping, TableMapping, read_mapping
from transcription.intake.mapping.keeping import mapping_named, remove, save, saved_rows
from transcription.intake.mapping.shipped import shipped_mappings
from transcription.intake.mapping.targets import targets_for
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import folder_parcel
from transcription.intake.preview.looking import look_at
from transcription.intake.refusals import Refusal

MOST_BYTES = 1 << 20


def chosen_mapping(session: Session, name: str | None) -> TableMapping | None:
    """The mapping that --mapping names: a file, else one saved here, else a shipped one."""
    if name is None:
        return None
    path = Path(name)
    if path.suffix.lower() == ".json" and path.is_file():
        return mapping_in(path)
    found = mapping_named(session, name)
    if found is None:
        raise Refused(f"There is no mapping “{name}”: qa mappings list names those there are.")
    return found


def mapping_in(path: Path) -> TableMapping:
    """The mapping in a file; Refused with what is wrong in it."""
    try:
        with path.open("rb") as stream:
            return read_mapping(stream.read(MOST_BYTES))
    except InvalidMapping as error:
        raise Refused(f"{path.name} is no mapping: {error}") from error


def preview_of(
    session: Session, path: Path, format_: str, options: ImportOptions
) -> dict[str, Any]:
    """What would become of a file or folder; nothing of it is stored."""
    parcel, unread = folder_parcel(path)
    report = look_at(
        session, parcel, options, at=clock.now(), format_=None if format_ == "auto" else format_
    )
    session.rollback()
    return {"name": path.resolve().name, "files_not_read": unread} | report.as_data()


def preview_status(result: dict[str, Any]) -> int:
    """Exit status as of the import itself."""
    unknown = any(file["state"] == "unknown" for file in result["files"])
    if not result["accepted"] and (result["rejected"] or unknown):
        return MISUSE
    return SOME_REFUSED if result["rejected"] or unknown else OK


def preview_words(result: dict[str, Any]) -> str:
    """The report as text."""
    lines = [
        f"{result['name']}: nothing was stored. {counted(result['total'], 'row')}:"
        f" {result['accepted']:,} would be taken ({result['known']:,} of them are here already),"
        f" {result['rejected']:,} refused."
    ]
    for file in result["files"]:
        lines += _file_words(file)
    if result["more_files"]:
        lines.append(f"  … and {counted(result['more_files'], 'more file')}, counted above.")
    return "\n".join(lines)


def _file_words(file: dict[str, Any]) -> list[str]:
    lines = [f"  {file['name']}: {file['title'] or 'not read'}, {counted(file['total'], 'row')}"]
    if file["error"]:
        lines.append(f"    {file['error']}")
    if file["encoding"]:
        lines.append(f"    encoding: {file['encoding']}")
    lines += [f"    {note}" for note in file["notes"]]
    lines += [f"    {title} → {field}" for title, field in file["goes"]]
    lines += [f"    line {row['line']}: {_row_words(row)}" for row in file["rows"][:3]]
    for each in file["refusals"]:
        row = Refusal(each["line"], each["column"], each["field"], each["message"])
        lines.append(f"    would be refused, {row}")
    return lines


def _row_words(row: dict[str, Any]) -> str:
    if row["kind"] != "interaction":
        return f"{row['kind']} {row['id']} of {row['at']}: {row['values']}"
    said = " / ".join(f"{turn['speaker']}: {turn['text']}" for turn in row["turns"][:2])
    words = [
        row["external_id"],
        row["channel"],
        row["started_at"],
        row["agent"],
        row["topic"],
        said,
    ]
    return "; ".join(word for word in words if word)


@click.group(cls=DeskGroup)
def mappings() -> None:
    """Mappings: what the columns of tables mean."""


@mappings.command("list")
@json_option
def list_mappings(as_json: bool) -> None:
    """List the mappings that were saved here and those that are shipped."""
    with desk() as session:
        saved = [
            {"name": row.name, "version": row.version, "source": row.source,
             "reads": row.document.get("reads", "interactions"), "shipped": False}
            for row in saved_rows(session)
        ]  # fmt: skip
    shipped = [
        {"name": each.name, "version": None, "source": each.source, "reads": each.reads,
         "shipped": True}
        for each in shipped_mappings()
    ]  # fmt: skip
    lines = [f"{each['name']}, version {each['version']} ({each['reads']})" for each in saved]
    lines += [f"{each['name']} ({each['reads']}, shipped)" for each in shipped]
    answer([*saved, *shipped], as_json, "\n".join(lines))


@mappings.command("show")
@click.argument("name")
@json_option
def show_mapping(name: str, as_json: bool) -> None:
    """Show where the columns of a mapping go."""
    with desk() as session:
        found = _known(session, name)
    targets = targets_for(found.reads, found.rows)
    lines = [f"{found.name}: one row is one {found.reads.removesuffix('s')}"]
    lines += [f"  {column} → {targets[goes].label}" for column, goes in found.columns.items()]
    lines += [f"  for all rows, {targets[goes].label}: {text}"
              for goes, text in found.constants.items()]  # fmt: skip
    answer(found.as_data(), as_json, "\n".join(lines))


@mappings.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@json_option
def export_mapping(name: str, file: Path | None, as_json: bool) -> None:
    """Write a mapping as JSON, to FILE or to the terminal."""
    with desk() as session:
        text = _known(session, name).as_json()
    if file is None:
        click.echo(text, nl=False)
        return
    file.write_text(text, "utf-8")
    answer({"name": name, "file": file.name}, as_json, f"“{name}” is written to {file.name}.")


@mappings.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def import_mapping(file: Path, as_json: bool) -> None:
    """Take a mapping in; one of the same name becomes its next version."""
    with desk() as session:
        row = save(session, mapping_in(file), by=None, at=clock.now(), actor="cli")
        session.commit()
        result = {"name": row.name, "version": row.version}
    answer(result, as_json, f"“{result['name']}” is saved, version {result['version']}.")


@mappings.command("delete")
@click.argument("name")
@json_option
def delete_mapping(name: str, as_json: bool) -> None:
    """Take a mapping out of use; what was imported by it stays."""
    with desk() as session:
        row = next((each for each in saved_rows(session) if each.name == name), None)
        if row is None:
            raise Refused(f"No mapping “{name}” was saved here; shipped ones cannot be deleted.")
        remove(session, row, by=None, at=clock.now(), actor="cli")
        session.commit()
        result = {"name": row.name, "version": row.version}
    answer(result, as_json, f"“{name}” is deleted; what was imported by it stays.")


def _known(session: Session, name: str) -> TableMapping:
    found = mapping_named(session, name)
    if found is None:
        raise Refused(f"There is no mapping “{name}”: qa mappings list names those there are.")
    return found
