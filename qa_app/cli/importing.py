"""`qa import`: interactions and recordings from files and folders."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from qa_app.cli.asking_basis import ask_for_bases, is_terminal, remember
from qa_app.cli.edge import (
    MISUSE,
    OK,
    SOME_REFUSED,
    answer,
    database_words,
    desk,
    ends_with,
    json_option,
)
from qa_app.cli.previewing import chosen_mapping, preview_of, preview_status, preview_words
from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.core.storage import StorageFull
from qa_app.core.text import counted
from transcription.intake.basis import BASES
from transcription.intake.batches import Edge, create_batch, give_up, run_batch
from transcription.intake.exports.scored import RULES, Rule
from transcription.intake.mapping.document import TableMapping
from transcription.intake.models import Batch, BatchRefusal, BatchState, Way
from transcription.intake.options import DEFAULT_SOURCE, DateOrder, Hints, ImportOptions
from transcription.intake.parcels import folder_parcel
from transcription.intake.records import Basis
from transcription.intake.refusals import Refusal
from transcription.intake.registry import format_names

KINDS = ("auto", *format_names())
SHOWN_REFUSALS = 20


@dataclass(frozen=True)
class _Said:
    """What the command line says of the files."""

    format: str
    basis: Basis | None
    agent: str | None
    source: str | None
    hints: Hints
    scored: Rule | None
    mapping: TableMapping | None
    is_quiet: bool
    asks: bool

    @property
    def options(self) -> ImportOptions:
        """The same for the readers."""
        return ImportOptions(
            source=self.source or DEFAULT_SOURCE,
            basis=self.basis,
            agent_id=self.agent,
            hints=self.hints,
            scored=self.scored,
            mapping=self.mapping,
        )


def _zone(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    if name is not None and name not in available_timezones():
        raise click.BadParameter(f"“{name}” is no time zone: write one such as Europe/Berlin.")
    return name


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice(KINDS), default="auto",
              help="What the files are; auto tells by their content.")  # fmt: skip
@click.option("--basis", type=click.Choice(BASES),
              help="Basis of recordings that name none; remembered for a source that has none. "
              "Asked for in a terminal.")  # fmt: skip
@click.option("--agent", help="Agent id of recordings and transcripts that name none.")
@click.option("--source", help="Source of rows that name none (default: import).")
@click.option(
    "--agent-name",
    "agent_names",
    multiple=True,
    help="A name in transcripts that is an agent's; all others are customers'.",
)
@click.option(
    "--own-address",
    "own_addresses",
    multiple=True,
    help="An e-mail address or domain of agents, for letters.",
)
@click.option(
    "--scored-agent",
    "scored",
    type=click.Choice(RULES),
    help="Who is scored where several agents took part (default: as set for the source).",
)
@click.option(
    "--time-zone",
    callback=_zone,
    metavar="ZONE",
    help="Zone of times that are written without one (default: QA_TIME_ZONE).",
)
@click.option(
    "--date-order",
    type=click.Choice(["day", "month"]),
    help="What stands first in dates such as 03/04/2026, where a file leaves it open.",
)
@click.option("--mapping", "mapping_name", metavar="NAME|FILE",
              help="How tables are read: a mapping's name, or its .json file.")  # fmt: skip
@click.option("--preview", "is_preview", is_flag=True,
              help="Say what would become of the files, and store nothing.")  # fmt: skip
@json_option
def import_command(
    paths: tuple[Path, ...],
    format_: str,
    basis: Basis | None,
    agent: str | None,
    source: str | None,
    agent_names: tuple[str, ...],
    own_addresses: tuple[str, ...],
    scored: Rule | None,
    time_zone: str | None,
    date_order: DateOrder | None,
    mapping_name: str | None,
    is_preview: bool,
    as_json: bool,
) -> None:
    """Import recordings, manifests, JSON lines, chats and transcripts from files and folders.

    Exit status 0: every row was taken; 1: some were refused; 2: a file could not be read at all.
    """
    is_quiet, asks = as_json or not sys.stderr.isatty(), not as_json and is_terminal()
    with desk() as session:
        zone = time_zone or session.info["settings"].time_zone
        hints = Hints(agent_names, own_addresses, zone, date_order)
        mapping = chosen_mapping(session, mapping_name)
        said = _Said(format_, basis, agent, source, hints, scored, mapping, is_quiet, asks)
        if is_preview:
            looked = [preview_of(session, path, format_, said.options) for path in paths]
            words = "\n".join(preview_words(each) for each in looked)
            answer(looked[0] if len(looked) == 1 else looked, as_json, words)
            ends_with(max(preview_status(each) for each in looked))
            return
        try:
            results = [_import(session, path, said) for path in paths]
        except OperationalError as error:
            raise Refused(
                f"{database_words(error.orig)} What was stored before stays: import the same again."
            ) from error
    text = "\n".join(_in_words(each) for each in results)
    answer(results[0] if len(results) == 1 else results, as_json, text)
    ends_with(max(_status(each) for each in results))


def _import(session: Session, path: Path, said: _Said) -> dict[str, Any]:
    parcel, unread = folder_parcel(path)
    batch = create_batch(
        session,
        path.resolve().name,
        format=said.format,
        source=said.source,
        basis=said.basis,
        size_bytes=sum(file.size_bytes for file in parcel.files()),
        by=None,
        at=clock.now(),
        actor="cli",
        way=Way.COMMAND,
    )

    def tell(done: int, total: int) -> None:
        if not said.is_quiet:
            percent = round(100 * done / total) if total else 100
            rows = counted(batch.total, "row")
            click.echo(f"\r{path.name}: {percent} % of its size, {rows}", nl=False, err=True)

    edge = Edge(session.commit, clock.now, tell, actor="cli")
    try:
        run_batch(session, batch, parcel, said.options, edge)
    except StorageFull as error:
        session.rollback()
        give_up(session, batch, error.message, at=clock.now())
        session.commit()
    if not said.is_quiet:
        click.echo(err=True)
    if said.basis:
        remember(session, batch, said.basis, at=clock.now())
    elif said.asks:
        ask_for_bases(session, batch, at=clock.now())
    session.commit()
    return _result(session, batch, unread)


def _result(session: Session, batch: Batch, unread: list[str]) -> dict[str, Any]:
    refusals = session.scalars(
        select(BatchRefusal).where(BatchRefusal.batch_id == batch.id).order_by(BatchRefusal.id)
    )
    return {
        "batch": batch.id,
        "name": batch.name,
        "state": batch.state.value,
        "error": batch.error,
        "total": batch.total,
        "accepted": batch.accepted,
        "rejected": batch.rejected,
        "known": batch.known,
        "new": batch.accepted - batch.known,
        "quarantined": batch.quarantined,
        "notes": (batch.note or "").splitlines(),
        "files_not_read": unread,
        "refusals": [
            {
                "file": each.file_name,
                "line": each.line,
                "column": each.column,
                "field": each.field,
                "message": each.message,
                "excerpt": each.excerpt,
            }
            for each in refusals
        ],
    }


def _status(result: dict[str, Any]) -> int:
    if result["state"] == BatchState.FAILED.value:
        return MISUSE
    return SOME_REFUSED if result["rejected"] else OK


def _in_words(result: dict[str, Any]) -> str:
    lines = [
        f"{result['name']}: {counted(result['total'], 'row')}, {result['accepted']:,} accepted"
        f" ({result['known']:,} known already), {result['rejected']:,} rejected."
    ]
    if result["error"]:
        lines.append(f"  Failed: {result['error']}")
    lines += [f"  {note}" for note in result["notes"]]
    if result["files_not_read"]:
        unread = counted(len(result["files_not_read"]), "other file")
        lines.append(f"  Not read: {unread} in the folder.")
    for each in result["refusals"][:SHOWN_REFUSALS]:
        row = Refusal(each["line"], each["column"], each["field"], each["message"])
        lines.append(f"  {each['file'] + ', ' if each['file'] else ''}{row}")
    left = len(result["refusals"]) - SHOWN_REFUSALS
    if left > 0:
        lines.append(f"  … and {left:,} more: see the import's page, or use --json.")
    if result["quarantined"]:
        is_one = result["quarantined"] == 1
        lines.append(
            f"  {counted(result['quarantined'], 'recording')} {'has' if is_one else 'have'} no"
            f" basis and wait{'s' if is_one else ''} in quarantine: kept encrypted, neither played"
            f" nor transcribed. Release them on the page of import {result['batch']}, or import"
            " again with --basis."
        )
    return "\n".join(lines)
