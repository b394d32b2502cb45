"""The file store: whole or not at all, no way out of it, and words for a full or missing disk."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from qa_app.core.errors import Missing
from qa_app.core.storage import Storage, StorageFull

FULL = "The disk of the file store is full: nothing of this was kept. Make room, try again."
ON_A_SMALL_DISK = """
import sys
from qa_app.core.storage import Storage, StorageFull
store = Storage("file://" + sys.argv[1])
store.put("small", b"x" * 1000)
for size in (3_000_000, 30_000_000):
    try:
        store.put("large", b"x" * size)
    except StorageFull as error:
        print(error.message)
print(sorted(store.listing()), store.size("small"))
"""


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    return Storage(f"file://{tmp_path / 'files'}")


def test_what_was_put_comes_back(store: Storage) -> None:
    store.put("a/b", b"bytes")
    store.put("a/c", io.BytesIO(b"a file"))
    assert (store.get("a/b"), store.get_range("a/c", 2, 6), store.size("a/c")) == (
        b"bytes",
        b"file",
        6,
    )
    assert sorted(store.listing("a")) == ["a/b", "a/c"]
    store.delete("a/b")
    store.delete("a/b")
    assert list(store.listing("a")) == ["a/c"]


def test_what_is_not_there_is_missing(store: Storage) -> None:
    for ask in (store.get, store.size, lambda key: store.get_range(key, 0, 1)):
        with pytest.raises(Missing):
            ask("nothing")


@pytest.mark.parametrize("key", ["../outside", "a/../../outside", "/etc/outside"])
def test_no_key_leads_out_of_the_store(store: Storage, tmp_path: Path, key: str) -> None:
    with contextlib.suppress(StorageFull, ValueError):
        store.put(key, b"x")
    assert [path for path in tmp_path.rglob("outside") if "files" not in path.parts] == []
    assert not Path("/etc/outside").exists()


def test_a_store_that_takes_nothing_tells_the_log_the_reason_and_people_what_to_do(
    tmp_path: Path,
) -> None:
    store = Storage(f"file://{tmp_path / 'files'}")
    (tmp_path / "files" / "a").write_text("a file where a folder should be")
    with capture_logs() as logged, pytest.raises(StorageFull) as caught:
        store.put("a/b", b"x")
    assert str(tmp_path) not in caught.value.message
    assert "`qa doctor`" in caught.value.message
    assert [each["event"] for each in logged] == ["file not stored"]


def test_a_full_disk_keeps_nothing_of_the_file_and_all_of_the_others(tmp_path: Path) -> None:
    """A real one: a small file system of memory, in a mount namespace of its own."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"]).returncode:
        pytest.skip("this system gives no mount namespace")
    script = 'mount -t tmpfs -o size=2m tmpfs "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "-rm", "bash", "-c", script, "-", tmp_path, sys.executable, ON_A_SMALL_DISK],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "file not stored" not in line]
    assert lines == [FULL, FULL, "['small'] 1000"], done.stderr
