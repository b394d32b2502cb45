"""openai-whisper behind the engine protocol: one window of one channel at a time, guarded.

Nothing read before is given to the model as a prompt (loops carry on that way), and only samples
are handed over, never a path.
"""

import math
import os
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from transcription.transcripts.audio import Wave
from transcription.transcripts.engine import EngineProfile, ModelUnavailable, Phrase, Word

DEMO_STEM = "demo-voices-only"
DEMO_NOTE = "knows only the demo's voices; not to be believed on other calls"

# The thresholds are openai-whisper's own. Temperatures stop at 0.6: what takes more is invented.
TEMPERATURES = (0.0, 0.2, 0.4, 0.6)
COMPRESSION_RATIO = 2.4
LOG_PROBABILITY = -1.0
NO_SPEECH = 0.6

# Names whose file is called otherwise.
_FILES = {"large": "large-v3", "turbo": "large-v3-turbo"}

Result = Mapping[str, Any]


class WhisperEngine:
    """A loaded whisper model."""

    def __init__(self, model: Any, profile: EngineProfile) -> None:
        self._model = model
        self._profile = profile

    @property
    def profile(self) -> EngineProfile:
        """How the model wants to be fed."""
        return self._profile

    def knows(self, language: str) -> bool:
        """Whether whisper reads this language; English-only models know one."""
        if not self._model.is_multilingual:
            return language == "en"
        return language in import_module("whisper.tokenizer").LANGUAGES

    def language_of(self, wave: Wave) -> str:
        """The likeliest language of up to 30 s of sound; English-only models know one."""
        if not self._model.is_multilingual:
            return "en"
        whisper = import_module("whisper")
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(wave), self._model.dims.n_mels)
        _, likely = self._model.detect_language(mel.to(self._model.device))
        return str(max(likely, key=likely.__getitem__))

    def read(self, wave: Wave, *, language: str) -> list[Phrase]:
        """The text of one window; what whisper itself takes for silence is left out."""
        # Above temperature 0 tokens are drawn: the same call must give the same text again.
        import_module("torch").manual_seed(0)
        result: Result = self._model.transcribe(
            wave,
            language=language,
            temperature=TEMPERATURES,
            compression_ratio_threshold=COMPRESSION_RATIO,
            logprob_threshold=LOG_PROBABILITY,
            no_speech_threshold=NO_SPEECH,
            condition_on_previous_text=False,
            word_timestamps=self._profile.word_times,
            fp16=self._model.device.type != "cpu",
            verbose=None,
        )
        return [phrase for phrase in map(_phrase, result["segments"]) if phrase.text]


def load(name: str, *, threads: int = 1) -> WhisperEngine:
    """The model of that name (`small`) or path, ready to read.

    A known name that isn't on this machine yet is downloaded by openai-whisper.
    Raises ModelUnavailable with what to do.
    """
    check(name)
    import_module("torch").set_num_threads(threads)
    whisper = import_module("whisper")
    if not is_path(name) and name not in whisper.available_models():
        raise ModelUnavailable(
            f"QA_WHISPER_MODEL is “{name}”, which openai-whisper does not know. Set it to one of"
            f" {', '.join(whisper.available_models())}, or to the path of a checkpoint."
        )
    try:
        model = whisper.load_model(name)
    except OSError as error:
        # URLError and every socket error are OSErrors.
        raise _not_downloaded(name, error) from error
    except Exception as error:
        # A checkpoint of another kind fails in as many ways as there are kinds.
        raise ModelUnavailable(
            f"QA_WHISPER_MODEL is “{name}”, but that can't be read as an openai-whisper checkpoint"
            f" ({type(error).__name__}). Set it to another model, or fetch the file again."
        ) from error
    return WhisperEngine(model, profile_of(name))


def check(name: str) -> None:
    """Finds what is missing without loading anything. Raises ModelUnavailable."""
    if find_spec("whisper") is None:
        raise ModelUnavailable(
            "openai-whisper is not installed, so QA_WHISPER_MODEL can't be used:"
            " install the extra “whisper” of quality-desk. The recordings wait."
        )
    if is_path(name) and not Path(name).is_file():
        raise ModelUnavailable(
            f"QA_WHISPER_MODEL names the file “{name}”, which is not there."
            " Put the checkpoint there or change the setting. The recordings wait."
        )


def is_on_disk(name: str) -> bool:
    """Whether the model can be had without the internet."""
    return checkpoint_of(name).is_file()


def checkpoint_of(name: str) -> Path:
    """Where the checkpoint of a name or path lies, or would lie."""
    return Path(name) if is_path(name) else _cache_folder() / f"{_FILES.get(name, name)}.pt"


def downloaded() -> list[str]:
    """The names of the models that openai-whisper has downloaded to this machine."""
    folder = _cache_folder()
    found = sorted(each.stem for each in folder.glob("*.pt")) if folder.is_dir() else []
    short = {stem: name for name, stem in _FILES.items() if name != "large"}
    return [short.get(stem, stem) for stem in found]


def is_path(name: str) -> bool:
    """Whether the setting names a file rather than one of openai-whisper's models."""
    return name.endswith(".pt") or os.sep in name


def profile_of(name: str) -> EngineProfile:
    """How a model wants to be fed, told by its name."""
    stem = Path(name).stem if is_path(name) else name
    if not stem.startswith(DEMO_STEM):
        return EngineProfile(stem)
    # Trained on one utterance at a time, and its word times are not sound.
    return EngineProfile(stem, word_times=False, note=DEMO_NOTE, join_gap_s=0.0, packs=False)


def _phrase(segment: Result) -> Phrase:
    words = tuple(
        Word(word["word"].strip(), float(word["start"]), float(word["end"]), word["probability"])
        for word in segment.get("words", ())
    )
    return Phrase(
        start_s=float(segment["start"]),
        end_s=float(segment["end"]),
        text=segment["text"].strip(),
        confidence=min(1.0, math.exp(segment["avg_logprob"])),
        words=words,
    )


def _not_downloaded(name: str, error: OSError) -> ModelUnavailable:
    if is_path(name):
        return ModelUnavailable(
            f"QA_WHISPER_MODEL names the file “{name}”, which can't be read ({error.strerror})."
        )
    return ModelUnavailable(
        f"QA_WHISPER_MODEL is “{name}”, which is not on this machine, and it could not be"
        f" downloaded ({error}). Connect the machine to the internet once, or put the file"
        f" {_FILES.get(name, name)}.pt into {_cache_folder()}, or set QA_WHISPER_MODEL to the path"
        " of a checkpoint. The recordings wait and are transcribed then."
    )


def _cache_folder() -> Path:
    # Where openai-whisper keeps its downloads.
    return Path(os.getenv("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"
