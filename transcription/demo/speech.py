"""Speak a sentence with espeak-ng and say when each word and each speech sound of it was spoken."""

import ctypes
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

Audio = NDArray[np.float32]
SAMPLE_RATE = 16_000

# Constants of espeak-ng's speak_lib.h.
_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7
_RATE, _PITCH = 1, 3
_POSITION_CHARACTER, _UTF8 = 1, 1
_ESPEAK_RATE = 22_050

_DIGITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
)
_LONG_NUMBER = re.compile(r"\d{3,}")


@dataclass(frozen=True, slots=True)
class Voice:
    """One way of speaking: an espeak-ng voice name, words a minute and pitch from 0 to 99."""

    name: str
    rate: int
    pitch: int


@dataclass(frozen=True, slots=True)
class Span:
    """A word or a speech sound and its seconds from the start of the audio."""

    label: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """Spoken text: mono audio at 16 kHz within -1..1, with its words and speech sounds in order."""

    text: str
    audio: Audio
    words: tuple[Span, ...]
    sounds: tuple[Span, ...]

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.audio) / SAMPLE_RATE


# The only voices of the demo, and so the only ones that its checkpoint has ever heard.
VOICES = {
    "agent-1": Voice("en-us+f3", 165, 50),
    "agent-2": Voice("en-us+m3", 160, 45),
    "agent-3": Voice("en-us+f2", 170, 48),
    "customer-1": Voice("en-us", 165, 50),
    "customer-2": Voice("en-us+f4", 170, 55),
    "customer-3": Voice("en-us+m7", 158, 40),
}


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("string", ctypes.c_char * 8),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """What espeak-ng reports while it speaks: at `at` seconds, kind 1 is a word, 7 a sound."""

    kind: int
    position: int
    at: float
    name: str


class _Espeak:
    """The espeak-ng library, set to hand its audio to us instead of playing it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        if rate != _ESPEAK_RATE:
            raise RuntimeError(f"espeak-ng speaks at {rate} samples a second, not {_ESPEAK_RATE}")
        self._chunks: list[NDArray[np.int16]] = []
        self._marks: list[_Mark] = []
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_short),
            ctypes.c_int,
            ctypes.POINTER(_Event),
        )
        self._callback = kind(self._collect)  # kept, or the library would call freed memory
        self._library.espeak_SetSynthCallback(self._callback)

    def _collect(self, samples, count: int, events) -> int:  # type: ignore[no-untyped-def]  # ctypes pointers have no useful static type
        if samples and count > 0:
            self._chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != _EVENT_END:
            event = events[index]
            name = event.string.decode("utf-8", "ignore") if event.type == _EVENT_PHONEME else ""
            at = event.audio_position / 1000
            self._marks.append(_Mark(event.type, event.text_position, at, name))
            index += 1
        return 0

    def speak(self, text: str, voice: Voice) -> tuple[NDArray[np.int16], list[_Mark]]:
        """Samples at 22,050 Hz and the marks, in order."""
        self._chunks, self._marks = [], []
        if self._library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice named {voice.name!r}")
        self._library.espeak_SetParameter(_RATE, voice.rate, 0)
        self._library.espeak_SetParameter(_PITCH, voice.pitch, 0)
        raw = text.encode() + b"\0"
        self._library.espeak_Synth(raw, len(raw), 0, _POSITION_CHARACTER, 0, _UTF8, None, None)
        if not self._chunks:
            raise ValueError(f"espeak-ng said nothing for {text!r}")
        return np.concatenate(self._chunks), self._marks


@cache
def _espeak() -> _Espeak:
    return _Espeak()


def digits(word: str) -> str:
    """The digits of a written word that is spoken digit by digit, or "".

    >>> digits("60119."), digits("25"), digits("two")
    ('60119', '', '')
    """
    found = _LONG_NUMBER.search(word)
    return found.group() if found else ""


def spoken(text: str) -> str:
    """`text` as it is said: a number of three digits or more digit by digit, with short pauses.

    >>> spoken("Order 421 9013, please.")
    'Order four two one, nine zero one three, please.'
    """
    text = re.sub(r"(\d{3,}) (?=\d{3,})", r"\1, ", text)
    return _LONG_NUMBER.sub(lambda match: " ".join(_DIGITS[int(d)] for d in match.group()), text)


def speak(text: str, voice: Voice) -> Utterance:
    """`text` in `voice`, without the silence before and after it; `words` are the spoken ones.

    espeak-ng carries a little over from one text to the next: the same texts in the same order,
    in a process of their own, give the same samples; the same text twice nearly does. Raises
    OSError where the library is not installed, ValueError for an unknown voice or a text with
    nothing to say.
    """
    said = spoken(text)
    samples, marks = _espeak().speak(said, voice)
    audio = resample_poly(samples.astype(np.float32) / 32768, 320, 441).astype(np.float32)
    loud = np.nonzero(np.abs(audio) > 1e-3)[0]
    first = max(0, int(loud[0]) - 160)
    audio = audio[first : int(loud[-1]) + 160]
    offset, duration = first / SAMPLE_RATE, len(audio) / SAMPLE_RATE
    sounds = _sounds(marks, offset, duration)
    return Utterance(text, audio, tuple(_words(said, marks, sounds, offset, duration)), sounds)


def _sounds(marks: list[_Mark], offset: float, duration: float) -> tuple[Span, ...]:
    """Each sound lasts until the next one starts; pauses ("", "_", "_:") are sounds named ""."""
    heard = [(mark.name, mark.at - offset) for mark in marks if mark.kind == _EVENT_PHONEME]
    ends = [at for _, at in heard[1:]] + [duration]
    return tuple(
        Span("" if name.startswith("_") else name, max(0.0, at), min(duration, end))
        for (name, at), end in zip(heard, ends, strict=True)
        if end > 0
    )


def _words(
    text: str,
    marks: list[_Mark],
    sounds: tuple[Span, ...],
    offset: float,
    duration: float,
) -> list[Span]:
    """Words with their times; a word ends where a pause begins, else where the next one starts."""
    found = [(match.group(), match.start() + 1) for match in re.finditer(r"\S+", text)]
    at = {mark.position: mark.at - offset for mark in marks if mark.kind == _EVENT_WORD}
    known = [at.get(position) for _, position in found]
    starts = _filled([word for word, _ in found], known, duration)
    ends = [*starts[1:], duration]
    pauses = [sound.start for sound in sounds if not sound.label]
    spans = []
    for (word, _), start, end in zip(found, starts, ends, strict=True):
        end = next((pause for pause in pauses if start + 0.03 < pause < end), end)
        spans.append(Span(word, start, max(end, start + 0.04)))
    return spans


def _filled(words: list[str], starts: list[float | None], duration: float) -> list[float]:
    """Starts of the words that espeak-ng joined to the one before ("of the"), shared by length.

    >>> _filled(["of", "the", "day"], [0.0, None, 0.5], 1.0)
    [0.0, 0.2, 0.5]
    """
    anchors = [(0, 0.0)] if starts[0] is None else []
    anchors += [(index, start) for index, start in enumerate(starts) if start is not None]
    anchors.append((len(words), duration))
    filled: list[float] = []
    for (left, begin), (right, end) in pairwise(anchors):
        letters = sum(len(word) for word in words[left:right])
        said = 0
        for word in words[left:right]:
            filled.append(begin + (end - begin) * said / letters)
            said += len(word)
    return filled
