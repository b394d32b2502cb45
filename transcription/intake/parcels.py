"""The files of one batch, wherever they lie: a folder on this machine or an upload in the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from qa_app.core.holding import Holding
from transcription.intake.detection import AUDIO_SUFFIXES

TEXT_SUFFIXES = frozenset(
    {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".vtt", ".srt", ".eml", ".mbox",
     ".xlsx", ".xls"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PacketFile:
    """One file by its name below the parcel, with its size and, where known, its time."""

    name: str
    size_bytes: int
    modified_at: datetime | None = None

    @property
    def is_named_sound(self) -> bool:
        """Whether its name is that of a recording."""
        return PurePosixPath(self.name).suffix.lower() in AUDIO_SUFFIXES


class Parcel(Protocol):
    """Files that were handed in together."""

    def files(self) -> Sequence[PacketFile]:
        """The files to read, by name."""
        ...

    def find(self, beside: str, path: str) -> str | None:
        """The name of the file at `path` as the file `beside` names it; None if it is not there."""
        ...

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """The file, seekable; raises FileNotFoundError."""
        ...


def find_sound(parcel: Parcel, beside: str, path: str) -> str | None:
    """The recording that a file names, also where it was saved in another format of sound.

    Systems give a call as .wav, .ogg or .mp3 as one asks; their metadata do not say which. Of
    several with that stem none is taken.
    """
    if found := parcel.find(beside, path):
        return found
    named = PurePosixPath(path)
    if named.suffix.lower() not in AUDIO_SUFFIXES:
        return None
    others = (str(named.with_suffix(suffix)) for suffix in sorted(AUDIO_SUFFIXES))
    alike = [name for other in others if (name := parcel.find(beside, other))]
    return alike[0] if len(alike) == 1 else None


class FolderParcel:
    """Files of a local folder; nothing outside of it can be named, also not by a link."""

    def __init__(self, root: Path, names: Sequence[str]) -> None:
        self.root = root.resolve()
        self._names = names

    def files(self) -> Sequence[PacketFile]:
        """The files to read, by name."""
        found = []
        for name in self._names:
            state = (self.root / name).stat()
            moment = datetime.fromtimestamp(state.st_mtime, UTC)
            found.append(PacketFile(name, state.st_size, moment))
        return found

    def find(self, beside: str, path: str) -> str | None:
        """The name of a file below the root, or None."""
        name = str(PurePosixPath(beside).parent / path)
        return name if self._path(name) else None

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The file, open for reading."""
        path = self._path(name)
        if path is None:
            raise FileNotFoundError(name)
        with path.open("rb") as stream:
            yield stream

    def _path(self, name: str) -> Path | None:
        path = (self.root / name).resolve()
        return path if path.is_relative_to(self.root) and path.is_file() else None


class UploadParcel:
    """Uploaded files in the store, by the names that they had."""

    def __init__(self, held: Holding, files: Mapping[str, tuple[str, int]]) -> None:
        """`files`: name → (key in the holding area, size)."""
        self._held = held
        self._files = dict(files)

    def files(self) -> Sequence[PacketFile]:
        """The files, by name."""
        return [PacketFile(name, size) for name, (_, size) in sorted(self._files.items())]

    def find(self, beside: str, path: str) -> str | None:
        """The file of that path, else the only one of that name: browsers leave folders out."""
        exact = str(PurePosixPath(beside).parent / path)
        if exact in self._files:
            return exact
        name = PurePosixPath(path).name
        alike = [each for each in self._files if PurePosixPath(each).name == name]
        return alike[0] if len(alike) == 1 else None

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The file, opened piece by piece."""
        if name not in self._files:
            raise FileNotFoundError(name)
        with self._held.opened(self._files[name][0]) as stream:
            yield stream


def folder_parcel(path: Path) -> tuple[FolderParcel, list[str]]:
    """The parcel of a file or a folder, and the names of files in the folder that are not read.

    Of a folder only files that are named like recordings, tables, text or transcripts are read,
    with those in folders below; what begins with a dot is left alone. A file is always read.
    """
    if path.is_file():
        return FolderParcel(path.parent, [path.name]), []
    root = path.resolve()
    names = [
        str(PurePosixPath(*each.relative_to(root).parts))
        for each in sorted(root.rglob("*"))
        if each.is_file() and not any(part[0] == "." for part in each.relative_to(root).parts)
    ]
    wanted = AUDIO_SUFFIXES | TEXT_SUFFIXES
    read = [name for name in names if PurePosixPath(name).suffix.lower() in wanted]
    return FolderParcel(root, read), [name for name in names if name not in set(read)]
