"""What any speech engine offers and gives back, so that whisper can be changed for another."""

from dataclasses import dataclass
from typing import Protocol

from transcription.transcripts.audio import Wave


class ModelUnavailable(Exception):
    """The model can't be had now; the message names QA_WHISPER_MODEL and what to do."""


@dataclass(frozen=True, slots=True)
class EngineProfile:
    """How a model wants to be fed, and how far it may be believed.

    `join_gap_s` joins stretches of speech that are no further apart into one, with what lies
    between; 0 joins none. `packs` lays what is further apart into the same window (packing.py).
    `note` is shown beside every text of the model.
    """

    name: str
    max_window_s: float = 30.0
    word_times: bool = True
    note: str = ""
    join_gap_s: float = 1.0
    packs: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its time in seconds and how sure the model is (0 to 1)."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text in one channel; `confidence` is the mean probability of a token (0 to 1)."""

    channel: int
    start_s: float
    end_s: float
    text: str
    confidence: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """What an engine read in one window; times count from the beginning of the window."""

    start_s: float
    end_s: float
    text: str
    confidence: float
    words: tuple[Word, ...] = ()


class Engine(Protocol):
    """A speech engine, loaded and ready."""

    @property
    def profile(self) -> EngineProfile:
        """How the model wants to be fed."""
        ...

    def knows(self, language: str) -> bool:
        """Whether the engine can be told to read this language (`en`, `de`)."""
        ...

    def language_of(self, wave: Wave) -> str:
        """The language spoken, as such a code."""
        ...

    def read(self, wave: Wave, *, language: str) -> list[Phrase]:
        """The text of one window of mono sound at 16 kHz, at most `profile.max_window_s` long."""
        ...
