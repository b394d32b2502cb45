"""Make recorded speech sound as over a telephone line: Opus coding, or the narrow old band."""

import io

import av
import numpy as np
from av.audio.resampler import AudioResampler
from scipy.signal import resample_poly

from transcription.demo.speech import SAMPLE_RATE, Audio

_OPUS_RATE = 48_000


def encode_opus(channels: Audio, bit_rate: int, *, effort: int = 10) -> bytes:
    """(channels, samples) at 16 kHz as Opus in an Ogg container.

    `bit_rate` is in bits a second; `effort` from 0 to 10 is how hard Opus tries.
    """
    layout = "stereo" if len(channels) == 2 else "mono"
    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as container:
        options = {"compression_level": str(effort)}
        stream = container.add_stream("libopus", _OPUS_RATE, options, layout=layout)
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(channels, np.float32), format="fltp", layout=layout
        )
        frame.sample_rate = SAMPLE_RATE
        resampler = AudioResampler(format="flt", layout=layout, rate=_OPUS_RATE)
        for converted in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(converted))
        container.mux(stream.encode(None))
    return target.getvalue()


def decode(recording: bytes) -> Audio:
    """Any recording that libav knows as (channels, samples) at 16 kHz."""
    pieces = []
    with av.open(io.BytesIO(recording), "r") as container:
        resampler = AudioResampler(format="fltp", rate=SAMPLE_RATE)
        for frame in container.decode(audio=0):
            pieces += [converted.to_ndarray() for converted in resampler.resample(frame)]
        pieces += [converted.to_ndarray() for converted in resampler.resample(None)]
    return np.concatenate(pieces, axis=1).astype(np.float32)


def through_opus(audio: Audio, bit_rate: int) -> Audio:
    """`audio` coded and decoded, in step with the original and of the same length."""
    coded = decode(encode_opus(audio[None], bit_rate, effort=1))[0]
    return np.pad(coded, (0, max(0, len(audio) - len(coded))))[: len(audio)]


def through_telephone(audio: Audio) -> Audio:
    """`audio` at 8 kHz in 8-bit mu-law (ITU-T G.711, mu = 255), and back to 16 kHz."""
    narrow = np.clip(resample_poly(audio, 1, 2), -1, 1)
    steps = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    coded = np.sign(steps) * (256 ** np.abs(steps) - 1) / 255
    wide: Audio = resample_poly(coded, 2, 1)[: len(audio)].astype(np.float32)
    return wide
