"""Transcribes one recording, or writes its muted copy, in a process of its own.

Run by `python -m …worker_process`. Reads one JSON request from standard input and writes JSON
lines to standard output (see messages). A process of its own, so that a heartbeat goes on beside
it, its memory returns to the system,
cancelling is a kill, and a decoder led astray by a hostile file has no database at hand.

It ends by itself when its parent does (standard input closes, or another process has become its
parent), and when it holds more memory than allowed. The limit is on resident memory, looked at four
times a second: a limit on address space (RLIMIT_AS) would hit torch, which reserves many times
what it uses. The kernel is told to end this process first when memory runs out.
"""

import os
import select
import socket
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from transcription.transcripts import engines
from transcription.transcripts.audio import Audio, AudioRefused, are_alike
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import ModelUnavailable
from transcription.transcripts.listening import (
    HeardChannel,
    Progress,
    Tally,
    hear,
    language_for,
    read,
    windows_of,
)
from transcription.transcripts.messages import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_MEMORY,
    EXIT_ORPHANED,
    EXIT_REFUSED,
    EXIT_UNAVAILABLE,
    ChannelHeard,
    Decoded,
    Done,
    Message,
    MutedCopy,
    Request,
    Trouble,
    request_from_line,
    to_line,
)
from transcription.transcripts.muted_copy import write_muted
from transcription.transcripts.peaks import peaks
from transcription.transcripts.telling_voices import voices_of
from transcription.transcripts.vad import VadUnavailable, detector

_LOOK_EVERY_S = 0.25
_DOWNLOAD_PATIENCE_S = 30.0


def main() -> int:
    """Serves one request; returns the exit status."""
    out = _own_output()
    request = request_from_line(sys.stdin.readline())
    socket.setdefaulttimeout(_DOWNLOAD_PATIENCE_S)
    threading.Thread(target=_watch, args=(request,), daemon=True).start()
    _offer_to_die_first()
    try:
        for message in mute(request) if request.write_to else transcribe(request, out):
            _say(out, message)
    except AudioRefused as refused:
        _say(out, Trouble("refused", refused.reason_code, refused.message))
        return EXIT_REFUSED
    except (ModelUnavailable, VadUnavailable) as missing:
        _say(out, Trouble("unavailable", "model", str(missing)))
        return EXIT_UNAVAILABLE
    except Exception as error:  # noqa: BLE001  # edge of the process: told, never swallowed
        traceback.print_exc()
        _say(out, Trouble("failed", type(error).__name__, str(error)[:500]))
        return EXIT_FAILED
    return EXIT_DONE


def transcribe(request: Request, out: TextIO) -> Iterator[Message]:
    """Everything there is to say of a recording, in order; progress goes to `out` by the way.

    Sound, speech and outlines come before the model is loaded, so that a recording whose model is
    missing is still known to be sound and can be listened to while it waits.
    Raises AudioRefused, VadUnavailable and ModelUnavailable.
    """

    def told(progress: Progress) -> None:
        _say(out, progress)

    with open(request.path, "rb") as file:
        audio = decode(file, limits=request.limits)
    yield Decoded(audio.facts, audio.duration_s, audio.truncated, audio.damaged_packets)
    heard = hear(audio, detector(), told=told)
    for channel in heard:
        yield _channel(channel, audio, request)
    if not any(channel.heard.stretches for channel in heard):
        profile = engines.profile_of(request.engine, request.model)
        yield Done(profile.name, profile.note, 0.0)
        return
    engine = engines.load(request.engine, request.model, threads=request.threads)
    given = [span for channel in heard for span in windows_of(channel, engine.profile)]
    language, tally = language_for(audio, heard, engine, request.language), Tally()
    yield from read(audio, heard, engine, language=language, told=told, tally=tally)
    yield Done(
        engine.profile.name,
        engine.profile.note,
        sum(span.length_s for span in given),
        language,
        tally.dropped_words,
    )


def mute(request: Request) -> Iterator[Message]:
    """Write the muted copy that is asked for. Raises AudioRefused."""
    with open(request.path, "rb") as file, open(request.write_to, "wb") as out:
        made = write_muted(
            file,
            out,
            request.mutes,
            per_second=request.peaks_per_second,
            limits=request.limits,
        )
        out.flush()
        os.fsync(out.fileno())
    yield MutedCopy(made.duration_s, made.outline)


def _channel(channel: HeardChannel, audio: Audio, request: Request) -> ChannelHeard:
    outline = peaks(audio.channels[channel.channel], per_second=request.peaks_per_second)
    return ChannelHeard(
        channel=channel.channel,
        is_silent=channel.is_silent,
        repeats=channel.repeats,
        speech=channel.heard.speech,
        peaks=tuple(outline),
        voices=tuple(_voices(channel, audio)),
    )


def _voices(channel: HeardChannel, audio: Audio) -> list[str]:
    """Which voice speaks when, in a recording that has one channel or the same sound on both."""
    if channel.channel or not (len(audio.channels) == 1 or _is_doubled(audio)):
        return []
    return voices_of(audio.channels[0], channel.heard.speech) or []


def _is_doubled(audio: Audio) -> bool:
    return len(audio.channels) == 2 and are_alike(*audio.channels)


def _say(out: TextIO, message: Message) -> None:
    out.write(to_line(message))
    out.flush()


def _own_output() -> TextIO:
    """Standard output for messages alone: what libraries print goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


def _watch(request: Request) -> None:
    while True:
        readable, _, _ = select.select([sys.stdin], [], [], _LOOK_EVERY_S)
        is_closed = bool(readable) and not os.read(sys.stdin.fileno(), 4096)
        # Nothing can be cleaned up from here, and nothing needs to be: the parent owns the files.
        if is_closed or (request.parent and os.getppid() != request.parent):
            os._exit(EXIT_ORPHANED)
        if resident_bytes() > request.memory_bytes:
            os._exit(EXIT_MEMORY)


def resident_bytes() -> int:
    """Memory that this process holds now; 0 where the system doesn't say (not Linux)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except FileNotFoundError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _offer_to_die_first() -> None:
    # Not on every system, and not in every sandbox: then the kernel chooses by itself.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    sys.exit(main())
