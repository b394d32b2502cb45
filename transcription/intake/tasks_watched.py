"""Background work that reads a file of the watched folder and puts it away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import delete

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.web.downloads import csv_line
from transcription.intake.batches import give_up
from transcription.intake.folder_options import FolderOptions
from transcription.intake.models import Batch, BatchState, WatchedFile
from transcription.intake.options import DEFAULT_SOURCE, ImportOptions
from transcription.intake.parcels import FolderParcel
from transcription.intake.queries import all_refusals
from transcription.intake.running import read_batch
from transcription.intake.watched_tree import REFUSED, files_in, fingerprint_of, put_away
from transcription.intake.watching import TASK

ENDED = {BatchState.DONE, BatchState.FAILED}
GONE = "The file was taken away or changed before it was read. What is there now is read next."
HEADER = ("file", "line", "column", "field", "message", "excerpt")


@task(TASK, lease_s=60)
def run(
    context: TaskContext,
    batch_id: int,
    inbox: str,
    path: str,
    fingerprint: str,
    options: dict[str, Any],
) -> None:
    """Read one arrival; killed at any moment it begins again and ends the same."""
    session = context.session
    root = Path(session.info["settings"].watch_folder)
    batch = session.get_one(Batch, batch_id)
    if batch.state not in ENDED and fingerprint_of(root, path) != fingerprint:
        give_up(session, batch, GONE, at=clock.now())
    if batch.state not in ENDED:
        parcel = _parcel(root, path)
        batch.size_bytes = sum(file.size_bytes for file in parcel.files())
        read_batch(context, batch, parcel, _options(FolderOptions.model_validate(options)))
    context.commit()
    refused = batch.rejected > 0 or batch.state is not BatchState.DONE
    if refused and fingerprint_of(root, path) == fingerprint:
        _write_errors(context, batch, root / inbox, Path(path).name)
    put_away(root, inbox, path, fingerprint, refused=refused)
    session.execute(delete(WatchedFile).where(WatchedFile.path == path))


def _parcel(root: Path, path: str) -> FolderParcel:
    names = files_in(root, path)
    top = root / path
    return FolderParcel(top if top.is_dir() else top.parent, names)


def _options(found: FolderOptions) -> ImportOptions:
    return ImportOptions(
        source=found.source or DEFAULT_SOURCE,
        channel=found.channel,
        agent_id=found.agent,
        team=found.team,
        language=found.language,
        basis=found.basis,
        hints=found.hints(),
    )


def _write_errors(context: TaskContext, batch: Batch, inbox: Path, name: str) -> None:
    """What was refused, beside where the file goes; written whole or not at all."""
    folder = inbox / REFUSED
    folder.mkdir(exist_ok=True)
    rows = [csv_line(HEADER), *map(csv_line, all_refusals(context.session, batch))]
    if batch.error:
        rows.append(csv_line((name, "", "", "", batch.error, "")))
    target = folder / f"{name}.errors-{batch.id}.csv"
    part = target.with_name(f".{target.name}.part")
    part.write_text("\ufeff" + "".join(rows), "utf-8")
    part.rename(target)
