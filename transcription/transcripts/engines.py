"""Which engine reads, by the setting QA_ENGINE."""

from types import ModuleType

from transcription.transcripts import faster_engine, whisper_engine
from transcription.transcripts.engine import Engine, EngineProfile

ENGINES: dict[str, ModuleType] = {"whisper": whisper_engine, "faster": faster_engine}
"""Modules with `load`, `check`, `is_on_disk` and `profile_of`."""


def load(engine: str, name: str, *, threads: int = 1) -> Engine:
    """The model of that name or path, ready to read. Raises ModelUnavailable."""
    loaded: Engine = ENGINES[engine].load(name, threads=threads)
    return loaded


def check(engine: str, name: str) -> None:
    """Finds what is missing without loading anything. Raises ModelUnavailable."""
    ENGINES[engine].check(name)


def is_on_disk(engine: str, name: str) -> bool:
    """Whether the model can be had without the internet."""
    return bool(ENGINES[engine].is_on_disk(name))


def profile_of(engine: str, name: str) -> EngineProfile:
    """How a model wants to be fed, told by its name."""
    profile: EngineProfile = ENGINES[engine].profile_of(name)
    return profile
