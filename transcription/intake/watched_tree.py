"""What lies in a watched folder: its inboxes, what has arrived in them, and whether it is whole.

The folder itself is an inbox, and so is each folder in it that holds an `import.toml`. In an inbox
every file is one import, and every other folder is one too, with all that lies in it (a manifest
with its recordings). Links are never followed, names that begin with a dot are left alone, and
`done` and `refused` are where files go afterwards.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from transcription.intake.folder_options import (
    MOST_BYTES,
    NAME,
    BadOptions,
    FolderOptions,
    read_options,
)

DONE, REFUSED = "done", "refused"
MARK = ".done"
"""A file of this ending beside another says that the other is whole."""
QUIET = timedelta(seconds=10)
"""Without a mark a file is whole when its size and time stay the same for so long."""
MOST_ENTRIES = 10_000
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")


@dataclass(frozen=True)
class Arrival:
    """A file or folder in an inbox; `path` is below the watched folder, with `/`."""

    path: str
    fingerprint: str
    is_marked: bool


@dataclass(frozen=True)
class Inbox:
    """A folder into which files are put, with what it says about them; `path` is "" at the root."""

    path: str
    options: FolderOptions
    arrivals: tuple[Arrival, ...]


def look(root: Path) -> tuple[list[Inbox], list[str]]:
    """The inboxes of a watched folder, and what is in the way, in words.

    Files that cannot be taken (links, names that are no text) are named and left where they are.
    """
    troubles: list[str] = []
    inboxes = []
    for path in ("", *_inbox_names(root)):
        folder = root / path
        try:
            options = read_options(_bytes(folder / NAME))
        except BadOptions as error:
            troubles.append(f"{path or 'The folder'}: {error}. Nothing is taken from there.")
            continue
        inboxes.append(Inbox(path, options, tuple(_arrivals(root, path, troubles))))
    return inboxes, troubles


def is_whole(arrival: Arrival, known: str | None, same_since: datetime, now: datetime) -> bool:
    """Whether it may be read: marked, or unchanged for ten seconds; `known` is its fingerprint
    at the look before."""
    if arrival.is_marked:
        return True
    return arrival.fingerprint == known and now - same_since >= QUIET


def fingerprint_of(root: Path, path: str) -> str | None:
    """What tells an arrival from another of the same name; None where nothing is there."""
    top = root / path
    is_there = os.path.lexists(top) and not top.is_symlink()
    return _fingerprint(root, path) if is_there else None


def put_away(root: Path, inbox: str, path: str, fingerprint: str, *, refused: bool) -> str | None:
    """Move what was read into `done` or `refused`; gives its new path.

    None where it is gone, or another file has come under its name: that one is read next. A name
    that is taken there gets a number. Repeating it after a crash changes nothing.
    """
    source = root / path
    if fingerprint_of(root, path) != fingerprint:
        return None
    folder = root / inbox / (REFUSED if refused else DONE)
    folder.mkdir(exist_ok=True)
    target = _free(folder / source.name)
    source.rename(target)
    mark = source.with_name(source.name + MARK)
    mark.unlink(missing_ok=True)
    return target.relative_to(root).as_posix()


def files_in(root: Path, path: str) -> list[str]:
    """The names of the plain files of an arrival, below the folder that it is read from."""
    top = root / path
    if not _is_folder(top):
        return [top.name]
    found = []
    for folder, folders, names in os.walk(top, followlinks=False):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        for name in sorted(names):
            each = Path(folder) / name
            if name[0] != "." and stat.S_ISREG(each.lstat().st_mode):
                found.append(each.relative_to(top).as_posix())
    return found


def _inbox_names(root: Path) -> list[str]:
    return sorted(
        entry.name
        for entry in os.scandir(root)
        if entry.is_dir(follow_symlinks=False)
        and entry.name not in {DONE, REFUSED}
        and entry.name[0] != "."
        and (Path(entry.path) / NAME).is_file()
    )


def _arrivals(root: Path, inbox: str, troubles: list[str]) -> Iterator[Arrival]:
    entries = {entry.name: entry for entry in os.scandir(root / inbox)}
    for number, (name, entry) in enumerate(sorted(entries.items())):
        if number >= MOST_ENTRIES:
            troubles.append(f"More than {MOST_ENTRIES:,} files: the rest is taken later.")
            return
        if _is_left_alone(name, entries) or _is_inbox(entry):
            continue
        shown = f"{inbox}/{name}" if inbox else name
        if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
            troubles.append(f"{_printable(shown)} is a link or no file, and is not taken.")
            continue
        if _printable(name) != name:
            troubles.append(f"{_printable(shown)}: its name is no text, so it is not taken.")
            continue
        yield Arrival(shown, _fingerprint(root, shown), name + MARK in entries)


def _is_left_alone(name: str, entries: dict[str, os.DirEntry[str]]) -> bool:
    if name[0] == "." or name in {DONE, REFUSED, NAME} or name.endswith(UNFINISHED):
        return True
    return name.endswith(MARK) and name.removesuffix(MARK) in entries


def _is_inbox(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and (Path(entry.path) / NAME).is_file()


def _fingerprint(root: Path, path: str) -> str:
    """Changes whenever a size or a time of what lies there does."""
    top = root / path
    digest = hashlib.sha256()
    folder = top if _is_folder(top) else top.parent
    for name in files_in(root, path):
        found = (folder / name).lstat()
        line = f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode("utf-8", "surrogateescape")
        digest.update(line)
    return digest.hexdigest()


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(path.lstat().st_mode)


def _bytes(path: Path) -> bytes:
    if not os.path.lexists(path):
        return b""
    if path.is_symlink() or not path.is_file():
        raise BadOptions(f"{NAME} is a link or no file")
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _printable(name: str) -> str:
    """The name as text; bytes that are none become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _free(path: Path) -> Path:
    number, found = 2, path
    while os.path.lexists(found):
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return found
