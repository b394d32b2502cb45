"""The sound of a recording as a file for the worker's subprocess, gone when it is done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy.orm import Session

from qa_app.core.holding import holding
from transcription.interactions.models import Recording


@contextmanager
def private_copy(session: Session, recording: Recording) -> Iterator[Path]:
    """The original, else the muted copy, in a folder that only this user may enter.

    What a killed run of the same recording left behind is removed first. Raises Missing.
    """
    work: Path = session.info["settings"].instance / "work"
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    prefix = f"recording-{recording.id}-"
    for left in work.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(prefix=prefix, dir=work))
    try:
        path = folder / "sound"
        with path.open("wb") as out:
            for piece in holding(session).pieces(recording.storage_key or _muted(recording)):
                out.write(piece)
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _muted(recording: Recording) -> str:
    assert recording.playback_key is not None
    return recording.playback_key
