"""faster-whisper (CTranslate2) behind the engine protocol: the second engine, QA_ENGINE=faster.

It is guarded as the first one is, by the same thresholds. A checkpoint of openai-whisper is turned
once into the form that it reads (faster_conversion.py) and kept beside other caches; a folder in
that form is taken as it is.
"""

import hashlib
import math
import os
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from transcription.transcripts import whisper_engine
from transcription.transcripts.audio import Wave
from transcription.transcripts.engine import EngineProfile, ModelUnavailable, Phrase, Word
from transcription.transcripts.faster_conversion import convert

SUFFIX = ", faster-whisper"


class FasterEngine:
    """A loaded model of faster-whisper."""

    def __init__(self, model: Any, profile: EngineProfile) -> None:
        self._model = model
        self._profile = profile

    @property
    def profile(self) -> EngineProfile:
        """How the model wants to be fed."""
        return self._profile

    def knows(self, language: str) -> bool:
        """Whether the model reads this language; English-only models know one."""
        return language in self._model.supported_languages

    def language_of(self, wave: Wave) -> str:
        """The likeliest language of up to 30 s of sound; English-only models know one."""
        if not self._model.model.is_multilingual:
            return "en"
        return str(self._model.detect_language(wave)[0])

    def read(self, wave: Wave, *, language: str) -> list[Phrase]:
        """The text of one window; what the model itself takes for silence is left out."""
        # Above temperature 0 tokens are drawn: the same call must give the same text again.
        import_module("ctranslate2").set_random_seed(0)
        segments, _info = self._model.transcribe(
            wave,
            language=language,
            beam_size=1,
            best_of=1,
            temperature=list(whisper_engine.TEMPERATURES),
            compression_ratio_threshold=whisper_engine.COMPRESSION_RATIO,
            log_prob_threshold=whisper_engine.LOG_PROBABILITY,
            no_speech_threshold=whisper_engine.NO_SPEECH,
            condition_on_previous_text=False,
            word_timestamps=self._profile.word_times,
        )
        return [phrase for phrase in map(_phrase, segments) if phrase.text]


def load(name: str, *, threads: int = 1) -> FasterEngine:
    """The model of that name (`small`), checkpoint or folder, ready to read.

    A name that is not on this machine yet is downloaded by faster-whisper. Raises ModelUnavailable.
    """
    check(name)
    place = _converted(name) if _checkpoint_of(name) else name
    try:
        model = import_module("faster_whisper").WhisperModel(
            str(place), device="auto", compute_type="default", cpu_threads=threads
        )
    except Exception as error:
        # A missing connection, an unknown name and a broken folder fail in many ways.
        raise ModelUnavailable(
            f"QA_WHISPER_MODEL is “{name}”, which faster-whisper could neither find on this machine"
            f" nor download ({type(error).__name__}: {error}). Connect the machine to the internet"
            " once, or set QA_WHISPER_MODEL to the path of a checkpoint or of a converted folder,"
            " or QA_ENGINE to “whisper”. The recordings wait and are transcribed then."
        ) from error
    return FasterEngine(model, profile_of(name))


def check(name: str) -> None:
    """Finds what is missing without loading anything. Raises ModelUnavailable."""
    if find_spec("faster_whisper") is None:
        raise ModelUnavailable(
            "faster-whisper is not installed, so QA_ENGINE can't be “faster”: install the extra"
            " “faster” of quality-desk, or set QA_ENGINE to “whisper”. The recordings wait."
        )
    if whisper_engine.is_path(name) and not Path(name).exists():
        raise ModelUnavailable(
            f"QA_WHISPER_MODEL names “{name}”, which is not there."
            " Put the checkpoint or the converted folder there or change the setting."
            " The recordings wait."
        )


def is_on_disk(name: str) -> bool:
    """Whether the model can be had without the internet."""
    if whisper_engine.is_path(name):
        return Path(name).exists()
    if _checkpoint_of(name) is not None:
        return True
    try:
        import_module("faster_whisper").download_model(name, local_files_only=True)
    except Exception:  # noqa: BLE001 - each library below says "not here" in its own way
        return False
    return True


def profile_of(name: str) -> EngineProfile:
    """As of openai-whisper, under a name that tells the engine."""
    known = whisper_engine.profile_of(name)
    return replace(known, name=known.name + SUFFIX)


def _checkpoint_of(name: str) -> Path | None:
    """The checkpoint of openai-whisper that a name stands for, where it lies on this machine."""
    place = whisper_engine.checkpoint_of(name)
    return place if place.is_file() else None


def _converted(name: str) -> Path:
    """The folder that a checkpoint was turned into, now if need be; kept by its content."""
    place = _checkpoint_of(name)
    assert place is not None
    with place.open("rb") as file:
        mark = hashlib.file_digest(file, "sha256").hexdigest()[:24]
    cache = Path(os.getenv("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "quality-desk" / "faster" / mark
    if folder.is_dir():
        return folder
    try:
        convert(place, folder)
    except ModuleNotFoundError as error:
        raise ModelUnavailable(
            f"To turn “{name}” into what faster-whisper reads, {error.name} is needed: install the"
            " extra “whisper” too, or set QA_WHISPER_MODEL to a converted folder."
        ) from error
    except Exception as error:
        # A checkpoint of another kind fails in as many ways as there are kinds.
        raise ModelUnavailable(
            f"QA_WHISPER_MODEL is “{name}”, which could not be turned into what faster-whisper"
            f" reads ({type(error).__name__}: {error}). Set it to another model, or QA_ENGINE to"
            " “whisper”."
        ) from error
    return folder


def _phrase(segment: Any) -> Phrase:
    words = tuple(
        Word(word.word.strip(), float(word.start), float(word.end), float(word.probability))
        for word in segment.words or ()
    )
    return Phrase(
        start_s=float(segment.start),
        end_s=float(segment.end),
        text=segment.text.strip(),
        confidence=min(1.0, math.exp(segment.avg_logprob)),
        words=words,
    )
