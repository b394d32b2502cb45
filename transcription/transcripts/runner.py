"""Runs the transcribing process and passes on what it says; stops it when it should stop."""

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import IO

from transcription.transcripts.audio import AudioRefused
from transcription.transcripts.engine import ModelUnavailable
from transcription.transcripts.messages import (
    EXIT_DONE,
    EXIT_MEMORY,
    Message,
    Request,
    Trouble,
    from_line,
    request_to_line,
)

COMMAND = (sys.executable, "-P", "-m", "transcription.transcripts.worker_process")

# All that the process needs of this one's environment. Addresses of databases, keys and passwords
# stay here: the process reads files that strangers sent.
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "CUDA_VISIBLE_DEVICES",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
)
# Threads of torch that wait for each other sleep instead of spinning: beside other work a spinning
# one holds the core that the others need (measured: 52 s instead of 168 for a demo call).
_ADDED = {"OMP_WAIT_POLICY": "PASSIVE"}
_LOOK_EVERY_S = 0.25
_GRACE_S = 3.0


class TranscriptionFailed(Exception):
    """The process ended without a transcript for a reason of its own; trying again may help."""


class TranscriptionTimedOut(TranscriptionFailed):
    """The process took longer than allowed and was stopped."""


class TranscriptionCancelled(Exception):
    """Someone asked to stop; the process has been stopped."""


def run_in_subprocess(
    request: Request,
    *,
    timeout_s: float,
    is_cancelled: Callable[[], bool] = lambda: False,
    command: Sequence[str] = COMMAND,
) -> Iterator[Message]:
    """What the process says, as it says it, ending with Done.

    `is_cancelled` is asked four times a second. However the iteration ends (also by closing it),
    the process has ended then. Raises AudioRefused, ModelUnavailable, TranscriptionCancelled,
    TranscriptionTimedOut, TranscriptionFailed.
    """
    ends_at = time.monotonic() + timeout_s
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603  # this interpreter and a module of ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _ADDED,
        )
        try:
            for line in _lines(process, replace(request, parent=os.getpid())):
                if is_cancelled():
                    raise TranscriptionCancelled
                if time.monotonic() > ends_at:
                    raise TranscriptionTimedOut(f"Stopped after {timeout_s:.0f} seconds.")
                if line is not None:
                    yield _checked(line)
            _check_exit(_status(process, ends_at), errors)
        finally:
            _stop(process)


def _lines(process: subprocess.Popen[bytes], request: Request) -> Iterator[str | None]:
    """Lines of the process, and None whenever it has said nothing for a while."""
    assert process.stdin is not None
    assert process.stdout is not None
    said: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_pump, args=(process.stdout, said), daemon=True).start()
    try:
        # Standard input stays open: its end would tell the process that this one has gone.
        process.stdin.write(request_to_line(request).encode())
        process.stdin.flush()
    except BrokenPipeError:
        return
    while True:
        try:
            line = said.get(timeout=_LOOK_EVERY_S)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line.decode()


def _pump(stream: IO[bytes], said: "queue.SimpleQueue[bytes | None]") -> None:
    # ValueError: the stream was closed because the process was stopped; there is no more to say.
    with suppress(ValueError):
        for line in stream:
            said.put(line)
    said.put(None)


def _checked(line: str) -> Message:
    try:
        message = from_line(line)
    except ValueError as error:
        raise TranscriptionFailed("The transcribing process said something unreadable.") from error
    if isinstance(message, Trouble):
        raise _trouble(message)
    return message


def _trouble(trouble: Trouble) -> Exception:
    if trouble.kind == "refused":
        return AudioRefused(trouble.code, trouble.message)
    if trouble.kind == "unavailable":
        return ModelUnavailable(trouble.message)
    return TranscriptionFailed(f"{trouble.code}: {trouble.message}")


def _status(process: subprocess.Popen[bytes], ends_at: float) -> int:
    try:
        return process.wait(max(_GRACE_S, ends_at - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise TranscriptionTimedOut("The transcribing process did not end.") from error


def _check_exit(status: int, errors: IO[bytes]) -> None:
    if status == EXIT_DONE:
        return
    if status == EXIT_MEMORY:
        raise TranscriptionFailed("It needed more memory than allowed: use a smaller model.")
    if status == -9:
        raise TranscriptionFailed("The system ended it, most likely because memory ran out.")
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 500))
    last = errors.read().decode(errors="replace").strip()
    raise TranscriptionFailed(f"The transcribing process ended with status {status}: {last}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            # Input that was not sent yet has nobody left to read it.
            with suppress(BrokenPipeError):
                stream.close()
