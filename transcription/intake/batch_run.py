"""One run over an import batch: reads its files, masks, stores in short transactions, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_app.core.db import reading
from qa_app.core.holding import holding
from transcription.intake.agents import Roster
from transcription.intake.basis import bases_by_source
from transcription.intake.chunks import Row, chunks, cleaned, closed_at_last
from transcription.intake.companions.joining import store_companions
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.detection import UnknownTable
from transcription.intake.importers import OpenedFile, open_interactions
from transcription.intake.letters_together import LettersTogether
from transcription.intake.mapping.keeping import saved_mappings
from transcription.intake.models import Batch, BatchRefusal, BatchState
from transcription.intake.named_by_file import NamedByFile
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import PacketFile, Parcel, find_sound
from transcription.intake.placing import place_of
from transcription.intake.preparing import NOWHERE, Prepared, prepared
from transcription.intake.recordings import StoredAudio, store_audio
from transcription.intake.records import InteractionRecord
from transcription.intake.refusal_rows import refusal_row
from transcription.intake.refusals import FileRefused, Refusal, quoted
from transcription.intake.remainder_rows import HowRead
from transcription.intake.remainders import ToMend, delete_files, drop_remainders
from transcription.intake.run_notes import RunNotes
from transcription.intake.scoring_rules import rules_by_source
from transcription.intake.storing import Stored, known_interactions, store
from transcription.transcripts.audio import AudioRefused


@dataclass(frozen=True)
class Edge:
    """What a batch needs of the edge that runs it.

    `commit` ends a transaction; `tell(done, total)` is called between transactions with bytes
    read and bytes in all, and may raise to stop; `now` is the clock. The run puts into `unmapped`
    the names of tables whose columns nobody has explained yet.
    """

    commit: Callable[[], None]
    now: Callable[[], datetime]
    tell: Callable[[int, int], None] = lambda done, total: None
    actor: str | None = None
    unmapped: list[str] = field(default_factory=list)


class BatchRun:
    """One run over one batch; holds what is remembered from chunk to chunk."""

    def __init__(
        self,
        session: Session,
        batch: Batch,
        parcel: Parcel,
        options: ImportOptions,
        edge: Edge,
    ) -> None:
        settings = session.info["settings"]
        self.session, self.batch = session, batch
        self.parcel = LettersTogether(parcel)
        self.options, self.edge = options, edge
        self.region: str = settings.redaction_region
        self.create = settings.unknown_agents == "create"
        self.bases: dict[str, str] = {}
        self.used: set[str] = set()
        self.file_refusals: list[str] = []
        self.written: set[int] = set()
        self.written_beside: set[int] = set()
        self.to_mend = ToMend()
        self.named_by_file = NamedByFile()
        self.files = list(self.parcel.files())
        self.notes = RunNotes(is_one=len(self.files) == 1)
        self.opened: OpenedFile | None = None
        self.total_bytes = sum(file.size_bytes for file in self.files)
        self.done_bytes = 0
        self.roster = Roster(
            session,
            create=self.create,
            by=batch.created_by,
            at=edge.now(),
            actor=edge.actor,
        )

    def begin(self) -> None:
        """Start the counts anew: what an interrupted run had stored will be met again."""
        batch = self.batch
        self.session.execute(delete(BatchRefusal).where(BatchRefusal.batch_id == batch.id))
        batch.total = batch.accepted = batch.rejected = batch.known = batch.quarantined = 0
        batch.state, batch.error, batch.finished_at = BatchState.RUNNING, None, None
        batch.read_at = self.edge.now()
        self.bases = bases_by_source(self.session)
        old = drop_remainders(self.session, batch)
        self.options = replace(
            self.options,
            rules=rules_by_source(self.session),
            mappings=saved_mappings(self.session),
        )
        self.edge.commit()
        delete_files(self.session, old)

    def read_all(self) -> None:
        """Tables and lines first: what they name as recordings is not read on its own again."""
        for file in sorted(self.files, key=lambda each: (each.is_named_sound, each.name)):
            if file.name not in self.used:
                self.read(file)
            self.done_bytes += file.size_bytes
            self.edge.tell(self.done_bytes, self.total_bytes)
        for _ in self.to_mend.keep(self.session, self.batch, self.parcel, at=self.edge.now()):
            self.edge.commit()
        for name, why in self.to_mend.why_not():
            self.notes.say(name, [why])

    def read(self, file: PacketFile) -> None:
        """Read one file in chunks; where it breaks off, what was read stays."""
        try:
            with self.parcel.open(file.name) as stream:
                opened = open_interactions(
                    stream,
                    name=file.name,
                    options=self._options_for(file),
                    format_=None if self.batch.format == "auto" else self.batch.format,
                )
                self.opened = opened
                self.to_mend.read[file.name] = HowRead(opened.format, opened.mapping)
                self.notes.opened(file.name, opened)
                try:
                    with closed_at_last(opened.rows):
                        for chunk in chunks(opened.rows):
                            self.take(file, chunk)
                            self.edge.tell(self.done_bytes + stream.tell(), self.total_bytes)
                finally:
                    self.notes.say(file.name, opened.closing_notes())
        except FileRefused as error:
            self.file_refusals.append(error.message)
            if isinstance(error, UnknownTable):
                self.edge.unmapped.append(file.name)
            self._refuse_file(file, error)

    def take(self, file: PacketFile, rows: Sequence[Row]) -> None:
        """Mask and store one chunk; only the last step holds a transaction."""
        refusals = [row for row in rows if isinstance(row, Refusal)]
        records = [row for row in rows if isinstance(row, InteractionRecord)]
        beside = [row for row in rows if isinstance(row, CompanionRecord)]
        records, alike = self.named_by_file.apart(file.name, records)
        refusals += alike
        self.notes.count(records)
        known = self._known(records)
        taken: list[Prepared] = []
        try:
            for each in records:
                made = self._prepare(file, each, is_known=each.key in known)
                if isinstance(made, Refusal):
                    refusals.append(made)
                else:
                    taken.append(made)
            stored = self._store(taken)
            self._store_beside(beside, stored)
            self._count(file, [*refusals, *stored.refusals], stored)
        except BaseException:
            # No row will name these recordings, and the disk may be full of such already.
            self._delete(each.audio for each in taken)
            raise
        self.edge.commit()
        self.written.update(stored.ids)
        self._delete(stored.unused)

    def _delete(self, sounds: Iterable[StoredAudio | None]) -> None:
        delete_files(self.session, [audio.key for audio in sounds if audio is not None])

    def end(self) -> None:
        """Close the books; a batch of which nothing could be read has failed."""
        batch = self.batch
        batch.state, batch.finished_at = BatchState.DONE, self.edge.now()
        if self.file_refusals and not batch.accepted and batch.rejected == len(self.file_refusals):
            batch.state, batch.error = BatchState.FAILED, self.file_refusals[0]
        batch.note = self.notes.text()
        self.edge.commit()

    def _options_for(self, file: PacketFile) -> ImportOptions:
        """Of what comes without a time, the file's is the best guess; the batch says so."""
        return self.options.written(file.modified_at, self.batch.created_at)

    def _known(self, records: Sequence[InteractionRecord]) -> set[tuple[str, str]]:
        """Which are here already, looked up without holding a transaction."""
        with reading():
            found = known_interactions(self.session, [each.key for each in records])
            # Ends a transaction that only read; a rollback would expire the batch.
            self.session.commit()
        return set(found)

    def _prepare(
        self, file: PacketFile, each: InteractionRecord, *, is_known: bool
    ) -> Prepared | Refusal:
        audio = None
        if each.recording:
            is_alone = file.is_named_sound
            name = file.name if is_alone else find_sound(self.parcel, file.name, each.recording)
            if name is None:
                message = "is not among the files that were handed in"
                return Refusal(each.line, None, "recording", message, quoted(each.recording))
            self.used.add(name)
            try:
                audio = None if is_known else self._store_audio(name)
            except AudioRefused as error:
                return Refusal(each.line, None, "recording", error.message, quoted(name))
        basis = each.basis or self.bases.get(each.source)
        return prepared(
            cleaned(each), region=self.region, basis=basis, audio=audio, is_known=is_known,
            place=place_of(file.name, self.opened, each) if self.opened else NOWHERE,
        )  # fmt: skip

    def _store_audio(self, name: str) -> StoredAudio:
        with self.parcel.open(name) as stream:
            shown = PurePosixPath(name).name
            return store_audio(holding(self.session), stream, shown)

    def _store(self, taken: Sequence[Prepared]) -> Stored:
        """Store; once more where another import wrote the same rows at the same moment."""
        at = self.edge.now()
        try:
            return store(self.session, taken, self.batch, self.roster, self.written, at=at)
        except IntegrityError:
            self.session.rollback()
            self.roster.forget()
            return store(self.session, taken, self.batch, self.roster, self.written, at=at)

    def _store_beside(self, beside: Sequence[CompanionRecord], stored: Stored) -> None:
        """Answers and sessions, counted with the rest."""
        if not beside:
            return
        joined = store_companions(
            self.session, beside, self.batch, region=self.region, at=self.edge.now(),
            written=self.written_beside,
        )  # fmt: skip
        stored.new += joined.new
        stored.known += joined.known
        stored.refusals += joined.refusals

    def _count(self, file: PacketFile, refusals: Sequence[Refusal], stored: Stored) -> None:
        batch = self.batch
        batch.accepted += stored.new + stored.known
        batch.known += stored.known
        batch.quarantined += stored.quarantined
        batch.rejected += len(refusals)
        batch.total = batch.accepted + batch.rejected
        batch.read_at = self.edge.now()
        if refusals:
            self.to_mend.note(file.name, refusals)
            name = file.name if len(self.files) > 1 else None
            rows = [refusal_row(self.batch, name, each) for each in refusals]
            self.session.execute(insert(BatchRefusal), rows)
        self.session.flush()

    def _refuse_file(self, file: PacketFile, error: FileRefused) -> None:
        self._count(file, [Refusal(error.line or 1, None, None, error.message)], Stored())
        self.edge.commit()
