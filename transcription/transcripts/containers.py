"""Opens the container of a recording for decoding: by content, within limits, nothing else.

FFmpeg is handed a reader of bytes, never a path or an address. Three things keep a disguised file
from reaching others: our own look at the first bytes chooses the demuxers that may open it, every
further open that a demuxer asks for is refused, and only decoders of sound are allowed.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NoReturn

from transcription.transcripts import sniffing
from transcription.transcripts.audio import AudioFacts, AudioLimits, AudioRefused

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.stream import AudioStream
    from av.container import InputContainer

CODECS = frozenset(
    [
        *("aac", "aac_fixed", "aac_latm", "alac"),
        *("adpcm_g722", "adpcm_g726", "adpcm_g726le"),
        *("adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms"),
        *("amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb"),
        *("g723_1", "g729", "gsm", "gsm_ms"),
        *("flac", "libopus", "opus", "vorbis"),
        *("mp2", "mp2float", "mp3", "mp3float", "wmav1", "wmav2"),
        *("pcm_alaw", "pcm_mulaw", "pcm_s8", "pcm_u8"),
        *("pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32be", "pcm_s32le"),
        *("pcm_f32be", "pcm_f32le", "pcm_f64le"),
    ]
)
"""The decoders that may run: the codecs of telephony, recorders and browsers."""

DAMAGED = "The file is damaged or cut off: no sound could be read from it."
NO_SOUND = "The recording holds no sound."
_UNKNOWN = (
    "The file is not a recording of a kind that can be read:"
    " WAV, MP3, M4A, Ogg, FLAC, WebM, AAC, AMR, AIFF or AU."
)

Source = bytes | IO[bytes]


@dataclass(frozen=True, slots=True)
class Opened:
    """A container whose header has been read; `is_cut` says that it is shorter than it says."""

    container: "InputContainer"
    stream: "AudioStream"
    facts: AudioFacts
    is_cut: bool
    is_duration_known: bool


class _Bytes:
    """A reader of bytes without a name: FFmpeg guesses nothing from it and never closes it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell


@contextmanager
def opened(source: Source, limits: AudioLimits) -> Iterator[Opened]:
    """The container, open for one pass; the caller's file is left open.

    Raises AudioRefused for anything that isn't a recording within the limits.
    """
    import av  # Heavy (FFmpeg's libraries), and only workers decode.

    file = io.BytesIO(source) if isinstance(source, bytes) else source
    size, head = _size_and_head(file, limits)
    names = sniffing.demuxers(head)
    options = {
        "format_whitelist": ",".join(names),
        "codec_whitelist": ",".join(sorted(CODECS)),
        "protocol_whitelist": "none",
    }
    try:
        container = av.open(_Bytes(file), "r", options=options, io_open=_open_nothing)
    except (av.FFmpegError, PermissionError, ValueError) as error:
        raise _unreadable(names) from error
    with container:
        stream = _sound_track(container)
        facts = _facts(container, stream)
        check_form(facts.channels, facts.sample_rate, limits)
        yield Opened(container, stream, facts, _is_cut(head, size), _states_duration(head, facts))


def _open_nothing(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("A recording may not open other files.")


def _size_and_head(file: IO[bytes], limits: AudioLimits) -> tuple[int, bytes]:
    size = file.seek(0, io.SEEK_END)
    if size > limits.max_bytes:
        most = limits.max_bytes / (1 << 20)
        raise AudioRefused(
            "too_large", f"The file is larger than {most:,.0f} MB, the most allowed."
        )
    file.seek(0)
    head = file.read(sniffing.HEAD_BYTES)
    file.seek(0)
    return size, head


def _unreadable(names: object) -> AudioRefused:
    if names is sniffing.HEADLESS:
        return AudioRefused("unknown", _UNKNOWN)
    return AudioRefused("damaged", DAMAGED)


def _sound_track(container: "InputContainer") -> "AudioStream":
    if not container.streams.audio:
        raise AudioRefused("no_sound", "The file has no sound track.")
    stream = container.streams.audio[0]
    # PyAV gives no context for a coding that FFmpeg doesn't know, whatever its types say.
    context: AudioCodecContext | None = stream.codec_context
    if context is None or context.codec.name not in CODECS:
        name = context.name if context else "unknown"
        raise AudioRefused("codec", f"The sound is coded in a way that is not read here: {name}.")
    # One thread: the worker's other threads and processes have work of their own.
    context.thread_count = 1
    return stream


def _facts(container: "InputContainer", stream: "AudioStream") -> AudioFacts:
    duration_s = None
    if stream.duration is not None and stream.time_base is not None:
        duration_s = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        duration_s = container.duration / 1_000_000
    return AudioFacts(
        duration_s=duration_s,
        channels=stream.codec_context.channels,
        sample_rate=stream.codec_context.sample_rate,
        codec=stream.codec_context.name,
        container=container.format.name,
    )


def check_form(channels: int, sample_rate: int, limits: AudioLimits) -> None:
    """Raises AudioRefused for channels or sample rates that no recording of a call has."""
    if channels < 1:
        raise AudioRefused("channels", "The file says that it has no channels.")
    if channels > limits.max_channels:
        raise AudioRefused(
            "channels", f"The file has {channels} channels; at most {limits.max_channels} are read."
        )
    if not limits.min_sample_rate <= sample_rate <= limits.max_sample_rate:
        raise AudioRefused(
            "sample_rate", f"The file says {sample_rate} Hz, which no recording has."
        )


def _states_duration(head: bytes, facts: AudioFacts) -> bool:
    """Whether the duration is written in the file; FFmpeg guesses it for bare MP3 and AAC."""
    if facts.duration_s is None:
        return False
    return facts.container not in ("mp3", "aac") or any(
        tag in head for tag in (b"Xing", b"Info", b"VBRI")
    )


def _is_cut(head: bytes, size: int) -> bool:
    """Whether a RIFF file is shorter than it says, which FFmpeg passes over in silence."""
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return False
    promised = int.from_bytes(head[4:8], "little")
    # Recorders that write as they go leave 0 or all ones there, or leave out a padding byte.
    return 0 < promised < 0xFFFF_FF00 and promised + 8 > size + 1
