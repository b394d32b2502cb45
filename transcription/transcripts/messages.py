"""What is said between a worker and its transcribing subprocess: one JSON object a line."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from transcription.transcripts.audio import AudioFacts, AudioLimits
from transcription.transcripts.engine import Segment
from transcription.transcripts.listening import Progress
from transcription.transcripts.segments import Stretch

# With which status the subprocess ends.
EXIT_DONE = 0
EXIT_UNAVAILABLE = 3
EXIT_REFUSED = 4
EXIT_FAILED = 5
EXIT_MEMORY = 6
EXIT_ORPHANED = 7


@dataclass(frozen=True, slots=True)
class Request:
    """What to transcribe: a file in a folder that only the worker reads, a model, a language.

    `parent` is the process id whose end ends the subprocess; `memory_bytes` is the most that may
    be resident at once. With `write_to`, a path in the same folder, nothing is transcribed: a copy
    is written there that is silent in `mutes`.
    """

    path: str
    model: str
    language: str | None = None
    threads: int = 1
    parent: int = 0
    memory_bytes: int = 8 << 30
    peaks_per_second: int = 20
    limits: AudioLimits = field(default_factory=AudioLimits)
    mutes: tuple[Stretch, ...] = ()
    write_to: str = ""
    engine: str = "whisper"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The sound has been read: what the header said, how long it really is, what is missing."""

    facts: AudioFacts
    duration_s: float
    truncated: bool
    damaged_packets: int


@dataclass(frozen=True, slots=True)
class ChannelHeard:
    """One channel: its outline for the player and when somebody speaks.

    `voices` says of each stretch of speech which of two voices it is, where they can be told apart.
    """

    channel: int
    is_silent: bool
    repeats: bool
    speech: tuple[Stretch, ...]
    peaks: tuple[int, ...]
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """All is read: by which model, and how many seconds of sound it was given.

    `language` is the one that was set or found; `dropped_words` were written where nobody speaks.
    """

    model: str
    note: str
    given_s: float
    language: str | None = None
    dropped_words: int = 0


@dataclass(frozen=True, slots=True)
class MutedCopy:
    """The muted copy is written: how long it is, and the outline of each of its channels."""

    duration_s: float
    outline: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no transcript: `kind` is refused, unavailable or failed."""

    kind: str
    code: str
    message: str


Message = Decoded | ChannelHeard | Progress | Segment | Done | MutedCopy | Trouble

_KINDS: dict[str, TypeAdapter[Message]] = {
    "decoded": TypeAdapter(Decoded),
    "channel": TypeAdapter(ChannelHeard),
    "progress": TypeAdapter(Progress),
    "segment": TypeAdapter(Segment),
    "done": TypeAdapter(Done),
    "muted": TypeAdapter(MutedCopy),
    "trouble": TypeAdapter(Trouble),
}
_NAMES: dict[type, str] = {
    Decoded: "decoded",
    ChannelHeard: "channel",
    Progress: "progress",
    Segment: "segment",
    Done: "done",
    MutedCopy: "muted",
    Trouble: "trouble",
}
_REQUEST = TypeAdapter(Request)


def to_line(message: Message) -> str:
    """A message as one line of JSON with its line end."""
    content: dict[str, Any] = asdict(message)
    return json.dumps({"is": _NAMES[type(message)], **content}) + "\n"


def from_line(line: str) -> Message:
    """The message of a line. Raises ValueError for anything else."""
    content = json.loads(line)
    if not isinstance(content, dict) or content.get("is") not in _KINDS:
        raise ValueError("not a message of the transcribing process")
    return _KINDS[content.pop("is")].validate_python(content)


def request_to_line(request: Request) -> str:
    """A request as one line of JSON with its line end."""
    return json.dumps(asdict(request)) + "\n"


def request_from_line(line: str) -> Request:
    """The request of a line. Raises ValueError for anything else."""
    return _REQUEST.validate_json(line)
