"""Finds the stretches of speech in a channel with silero's model, so that silence is never read.

The model is silero-vad 6 (MIT), run by onnxruntime without torch: the file lies in the wheel and
is loaded by its path, the package itself is never imported.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from transcription.transcripts.audio import RATE, Pcm, Wave, as_wave, is_silent
from transcription.transcripts.segments import Quiet, Stretch

STEP = 512
"""Samples of 16 kHz that the model judges at a time (32 ms)."""

STEP_S = STEP / RATE
_CONTEXT = 64  # Samples of the step before that the model is shown again.
_BLOCK = 64 * STEP  # Read about two seconds at a time, so that progress can be told.


class VadUnavailable(Exception):
    """The model of voice activity detection is not installed; says what to do."""


@dataclass(frozen=True, slots=True)
class VadProfile:
    """When a step counts as speech. Times in seconds, thresholds as probabilities.

    Speech begins at `threshold` and lasts until the probability stays below `release` for
    `min_silence_s`; shorter stretches than `min_speech_s` are dropped (clicks, breaths), the
    others are widened by `pad_s` on both sides, since first consonants are often missed.
    """

    threshold: float = 0.5
    release: float = 0.35
    min_speech_s: float = 0.2
    min_silence_s: float = 0.3
    pad_s: float = 0.15


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found in a channel, in order.

    `speech` is when somebody speaks, to a few hundredths of a second; `stretches` are the same
    widened by the pad, for cutting; `quiet` has the probability of each step.
    """

    speech: tuple[Stretch, ...]
    stretches: tuple[Stretch, ...]
    quiet: Quiet


Told = Callable[[float], None]
"""Told how many seconds of the channel have been read."""


class _Session(Protocol):
    def run(self, outputs: None, inputs: dict[str, npt.NDArray[Any]], /) -> Sequence[Any]: ...


class Detector:
    """Silero's model, loaded once; holds no state between channels."""

    def __init__(self, session: _Session) -> None:
        self._session = session

    def probabilities(self, samples: Pcm, told: Told | None = None) -> npt.NDArray[np.float32]:
        """The probability of speech in each 32 ms step of a channel at 16 kHz."""
        found: list[float] = []
        state = np.zeros((2, 1, 128), np.float32)
        context = np.zeros(_CONTEXT, np.float32)
        rate = np.array(RATE, np.int64)
        for step in _steps(samples):
            window = np.concatenate([context, step])[None, :]
            outputs = self._session.run(None, {"input": window, "state": state, "sr": rate})
            probability, state = outputs
            context = step[-_CONTEXT:]
            found.append(float(probability[0, 0]))
            if told is not None and len(found) % 64 == 0:
                told(len(found) * STEP_S)
        return np.array(found, np.float32)

    def listen(
        self, samples: Pcm, profile: VadProfile | None = None, told: Told | None = None
    ) -> Heard:
        """The stretches of speech in a channel; a silent channel is not even read."""
        if is_silent(samples):
            return Heard((), (), Quiet((), STEP_S))
        profile = profile or VadProfile()
        found = self.probabilities(samples, told).tolist()
        duration_s = len(samples) / RATE
        spoken = speech(found, profile, duration_s=duration_s)
        widened = padded(spoken, profile.pad_s, duration_s=duration_s)
        return Heard(tuple(spoken), tuple(widened), Quiet(found, STEP_S))


def stretches(samples: Pcm, profile: VadProfile | None = None) -> list[Stretch]:
    """The padded stretches of speech in one channel at 16 kHz. Raises VadUnavailable."""
    return list(detector().listen(samples, profile).stretches)


def speech(
    probabilities: Sequence[float],
    profile: VadProfile,
    *,
    duration_s: float,
    step_s: float = STEP_S,
) -> list[Stretch]:
    """When somebody speaks, from the probability of each step: in order, without overlap.

    Two thresholds, a shortest pause and a shortest stretch, as in silero's own reading of its
    probabilities.
    """
    found = _runs(probabilities, profile, step_s)
    return [
        Stretch(one.start_s, min(one.end_s, duration_s))
        for one in found
        if one.length_s >= profile.min_speech_s
    ]


def padded(speech: Sequence[Stretch], pad_s: float, *, duration_s: float) -> list[Stretch]:
    """The stretches widened on both sides within the recording, still without overlap.

    Where the pads of two neighbours would meet, they meet in the middle.
    """
    middles = [(one.end_s + other.start_s) / 2 for one, other in pairwise(speech)]
    return [
        Stretch(max(one.start_s - pad_s, before), min(one.end_s + pad_s, after))
        for one, before, after in zip(speech, [0.0, *middles], [*middles, duration_s], strict=False)
    ]


@cache
def detector() -> Detector:
    """The detector, loaded once a process. Raises VadUnavailable."""
    # Heavy, and only workers listen; without types of its own.
    onnxruntime = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return Detector(
        onnxruntime.InferenceSession(
            str(model_path()), sess_options=options, providers=["CPUExecutionProvider"]
        )
    )


def model_path() -> Path:
    """Where silero's model lies. Raises VadUnavailable."""
    package = find_spec("silero_vad")
    origin = package.origin if package else None
    path = Path(origin).parent / "data" / "silero_vad.onnx" if origin else None
    if path is None or not path.is_file():
        raise VadUnavailable(
            "Voice activity detection is not installed, so calls can't be transcribed:"
            " install the extra “whisper” of quality-desk, which brings silero-vad."
        )
    return path


def _runs(probabilities: Sequence[float], profile: VadProfile, step_s: float) -> Iterator[Stretch]:
    patience = max(1, round(profile.min_silence_s / step_s))
    start: int | None = None
    quiet_since: int | None = None
    for at, probability in enumerate(probabilities):
        if probability >= profile.threshold:
            start = at if start is None else start
            quiet_since = None
        elif start is not None and probability < profile.release:
            quiet_since = at if quiet_since is None else quiet_since
        if start is not None and quiet_since is not None and at - quiet_since + 1 >= patience:
            yield Stretch(start * step_s, quiet_since * step_s)
            start = quiet_since = None
    if start is not None:
        end = len(probabilities) if quiet_since is None else quiet_since
        yield Stretch(start * step_s, end * step_s)


def _steps(samples: Pcm) -> Iterator[Wave]:
    for at in range(0, len(samples), _BLOCK):
        block = as_wave(samples[at : at + _BLOCK])
        missing = -len(block) % STEP
        yield from np.pad(block, (0, missing)).reshape(-1, STEP)
