"""Looks through files that are to be imported and counts what would become of them; stores nothing.

The files are read by the very readers of the import, in the same order, so that what is said here
is what happens there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from transcription.intake.basis import bases_by_source
from transcription.intake.chunks import Row, chunks, closed_at_last
from transcription.intake.companions.joining import known_companions
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.detection import UnknownTable
from transcription.intake.importers import OpenedFile, open_interactions
from transcription.intake.mapping.grid import open_grid
from transcription.intake.mapping.keeping import saved_mappings
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import PacketFile, Parcel, find_sound
from transcription.intake.preview.showing import shown_refusal, shown_row
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal, quoted
from transcription.intake.run_notes import began_notes
from transcription.intake.storing import known_interactions

FIRST_ROWS = 10
REFUSALS_SHOWN = 20
FILES_SHOWN = 50


@dataclass
class FileLook:
    """What was found of one file; `goes` are pairs of title and field of a mapped table."""

    name: str
    size_bytes: int
    state: str = "read"
    """read, unknown (a table that nobody has mapped), refused."""
    format: str | None = None
    title: str | None = None
    encoding: str | None = None
    notes: list[str] = field(default_factory=list)
    error: str | None = None
    columns: list[str] = field(default_factory=list)
    total: int = 0
    accepted: int = 0
    rejected: int = 0
    known: int = 0
    without_basis: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    goes: list[list[str]] = field(default_factory=list)
    began: dict[str, int] = field(default_factory=dict)
    """How many begin when their file says ("file") or when they came ("received")."""


@dataclass
class Report:
    """What was found of all; `is_whole` False where time ran out and the counts are a beginning."""

    files: list[FileLook] = field(default_factory=list)
    more_files: int = 0
    total: int = 0
    accepted: int = 0
    rejected: int = 0
    known: int = 0
    without_basis: int = 0
    is_whole: bool = True

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def look_at(
    session: Session,
    parcel: Parcel,
    options: ImportOptions,
    *,
    at: datetime,
    format_: str | None = None,
    may_go_on: Callable[[], bool] = lambda: True,
) -> Report:
    """Look through all files; ends early where `may_go_on` says no between two chunks."""
    look = _Look(session, parcel, options, at, format_, may_go_on)
    look.look()
    return look.report


class _Look:
    """One look through a parcel."""

    def __init__(
        self,
        session: Session,
        parcel: Parcel,
        options: ImportOptions,
        at: datetime,
        format_: str | None,
        may_go_on: Callable[[], bool],
    ) -> None:
        self.session, self.parcel, self.at = session, parcel, at
        self.format, self.may_go_on = format_, may_go_on
        self.options = replace(options, mappings=saved_mappings(session))
        self.bases = bases_by_source(session)
        self.region: str = session.info["settings"].redaction_region
        self.used: set[str] = set()
        self.report = Report()

    def look(self) -> None:
        """Tables first, since they name recordings, as the import does."""
        files = sorted(self.parcel.files(), key=lambda each: (each.is_named_sound, each.name))
        for file in files:
            if file.name in self.used:
                continue
            if not self.may_go_on():
                self.report.is_whole = False
                break
            found = self._file(file)
            self._add(found)

    def _file(self, file: PacketFile) -> FileLook:
        found = FileLook(file.name, file.size_bytes)
        options = self.options.written(file.modified_at, self.at)
        try:
            with self.parcel.open(file.name) as stream:
                opened = open_interactions(
                    stream, name=file.name, options=options, format_=self.format
                )
                self._describe(found, opened)
                with closed_at_last(opened.rows):
                    self._count(found, file, opened.rows)
                found.notes += [*opened.closing_notes(), *began_notes(found.began)]
        except UnknownTable as error:
            found.state, found.error = "unknown", error.message
            found.columns = list(error.columns)
            self._describe_table(found, file)
        except FileRefused as error:
            found.state = "read" if found.accepted else "refused"
            found.error = error.message
            found.rejected += 1
        found.total = found.accepted + found.rejected
        return found

    def _describe(self, found: FileLook, opened: OpenedFile) -> None:
        found.format, found.title = opened.format, opened.title
        found.encoding, found.notes = opened.encoding, list(opened.notes)
        found.goes = [list(pair) for pair in opened.goes]

    def _describe_table(self, found: FileLook, file: PacketFile) -> None:
        """How a table that nobody knows would be read, as its wizard shows it."""
        with self.parcel.open(file.name) as stream, suppress(FileRefused):
            grid = open_grid(stream)
            found.encoding, found.notes = grid.encoding, list(grid.notes)

    def _count(self, found: FileLook, file: PacketFile, rows: Iterator[Row]) -> None:
        for chunk in chunks(rows):
            good = [self._checked(file, row) for row in chunk]
            self._take(found, file, good)
            if not self.may_go_on():
                self.report.is_whole = False
                return

    def _checked(self, file: PacketFile, row: Row) -> Row:
        """A row whose recording is not among the files would be refused."""
        if not isinstance(row, InteractionRecord) or not row.recording:
            return row
        name = (
            file.name if file.is_named_sound else find_sound(self.parcel, file.name, row.recording)
        )
        if name is None:
            message = "is not among the files that were handed in"
            return Refusal(row.line, None, "recording", message, quoted(row.recording))
        self.used.add(name)
        return row

    def _take(self, found: FileLook, file: PacketFile, rows: Sequence[Row]) -> None:
        records = [row for row in rows if isinstance(row, InteractionRecord)]
        beside = [row for row in rows if isinstance(row, CompanionRecord)]
        refusals = [row for row in rows if isinstance(row, Refusal)]
        known = known_interactions(self.session, [each.key for each in records])
        found.known += len(known) + len(known_companions(self.session, beside))
        found.accepted += len(records) + len(beside)
        found.rejected += len(refusals)
        found.without_basis += sum(
            bool(each.recording) and not (each.basis or self.bases.get(each.source))
            for each in records
        )
        for each in records:
            if each.started_from:
                found.began[each.started_from] = found.began.get(each.started_from, 0) + 1
        left = FIRST_ROWS - len(found.rows)
        good: list[InteractionRecord | CompanionRecord] = [*records, *beside]
        found.rows += [shown_row(each, region=self.region) for each in good[:left]]
        found.refusals += [
            shown_refusal(each) for each in refusals[: REFUSALS_SHOWN - len(found.refusals)]
        ]

    def _add(self, found: FileLook) -> None:
        report = self.report
        for name in ("total", "accepted", "rejected", "known", "without_basis"):
            setattr(report, name, getattr(report, name) + getattr(found, name))
        # What asks for something is shown however many files there are.
        if len(report.files) < FILES_SHOWN or found.state != "read":
            report.files.append(found)
        else:
            report.more_files += 1
