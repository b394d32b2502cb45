"""Sound made for tests: tones, noise and silence, written as files of many kinds."""

import io
import struct

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream

from transcription.transcripts.audio import Pcm, as_pcm


def tone(seconds: float, *, rate: int = 16_000, hertz: float = 440.0, size: float = 0.3) -> Pcm:
    times = np.arange(round(seconds * rate)) / rate
    return as_pcm(size * np.sin(2 * np.pi * hertz * times))


def noise(seconds: float, *, rate: int = 16_000, size: float = 0.1, seed: int = 1) -> Pcm:
    return as_pcm(size * np.random.default_rng(seed).standard_normal(round(seconds * rate)))


def silence(seconds: float, *, rate: int = 16_000) -> Pcm:
    return np.zeros(round(seconds * rate), np.int16)


def encoded(
    channels: list[Pcm], *, container: str = "wav", codec: str = "pcm_s16le", rate: int = 16_000
) -> bytes:
    """The channels (one or two, at `rate`) as a file."""
    layout = "mono" if len(channels) == 1 else "stereo"
    interleaved: npt.NDArray[np.int16] = np.stack(channels, axis=1).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=layout)
    frame.sample_rate = rate
    frame.pts = 0
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    return buffer.getvalue()


def wav_header(*, channels: int, rate: int, data: bytes = b"\0" * 1000) -> bytes:
    """A 16-bit WAV file with any header, however wrong."""
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data))
    return b"RIFF" + struct.pack("<I", len(chunks) + len(data)) + chunks + data
