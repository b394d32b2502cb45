"""Loading whisper's models: names, paths, no internet, and what to do then."""

import urllib.error
import urllib.request
from importlib import import_module
from pathlib import Path

import pytest

from tests.transcription.transcripts.sounds import noise
from transcription.transcripts import whisper_engine
from transcription.transcripts.audio import as_wave
from transcription.transcripts.engine import EngineProfile, ModelUnavailable
from transcription.transcripts.whisper_engine import (
    DEMO_NOTE,
    WhisperEngine,
    check,
    is_on_disk,
    is_path,
    load,
    profile_of,
)

# openai-whisper leaves the file of its tokens open.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*unclosed file.*tiktoken.*:ResourceWarning",
    "ignore:.*:pytest.PytestUnraisableExceptionWarning",
)


def test_a_model_is_believed_unless_it_knows_only_the_demo() -> None:
    assert profile_of("small") == EngineProfile("small", 30.0, True, "", 1.0)
    assert profile_of("/models/ours.pt") == EngineProfile("ours", 30.0, True, "", 1.0)
    demo = profile_of("/somewhere/demo-voices-only.pt")
    assert (demo.name, demo.note, demo.word_times, demo.join_gap_s) == (
        "demo-voices-only",
        DEMO_NOTE,
        False,
        0.0,
    )
    assert profile_of("/demo-voices-only/small.pt").note == ""


def test_a_name_is_told_from_a_path() -> None:
    assert [is_path(name) for name in ("small", "large-v3", "small.pt", "models/small")] == [
        False,
        False,
        True,
        True,
    ]


def test_what_is_on_disk_needs_no_internet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not is_on_disk("turbo")
    (tmp_path / "whisper").mkdir()
    (tmp_path / "whisper" / "large-v3-turbo.pt").touch()
    assert is_on_disk("turbo")
    assert is_on_disk(str(tmp_path / "whisper" / "large-v3-turbo.pt"))
    assert not is_on_disk(str(tmp_path / "other.pt"))


def test_a_path_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="QA_WHISPER_MODEL names the file “/no/such.pt”"):
        check("/no/such.pt")


def test_without_whisper_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_engine, "find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match="install the extra “whisper”"):
        check("small")


@pytest.mark.slow
def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(ModelUnavailable, match="does not know.*tiny.*turbo"):
        load("enormous")


@pytest.mark.slow
@pytest.mark.parametrize(
    "error",
    [
        urllib.error.URLError("Name or service not known"),
        urllib.error.HTTPError("https://models.example", 403, "Forbidden", None, None),  # type: ignore[arg-type]  # Headers may be missing.
        TimeoutError("timed out"),
        ConnectionResetError("reset"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_internet_says_what_to_do(
    error: OSError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(url: str) -> None:
        raise error

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(ModelUnavailable) as missing:
        load("small")
    assert "QA_WHISPER_MODEL is “small”" in str(missing.value)
    assert f"small.pt into {tmp_path}/whisper" in str(missing.value)
    assert "wait" in str(missing.value)


@pytest.mark.slow
def test_a_file_of_another_kind_is_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "other.pt"
    path.write_bytes(b"not a checkpoint")
    with pytest.raises(ModelUnavailable, match="can't be read as an openai-whisper checkpoint"):
        load(str(path))


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint in openai-whisper's format that has learnt nothing."""
    # Heavy, and only these tests need them.
    torch, form = import_module("torch"), import_module("whisper.model")
    sizes = {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": 16,
        "n_audio_head": 1,
        "n_audio_layer": 1,
        "n_vocab": 51_864,
        "n_text_ctx": 448,
        "n_text_state": 16,
        "n_text_head": 1,
        "n_text_layer": 1,
    }
    torch.manual_seed(3)
    model = form.Whisper(form.ModelDimensions(**sizes))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    path = tmp_path_factory.mktemp("model") / "demo-voices-only-untrained.pt"
    torch.save({"dims": sizes, "model_state_dict": model.state_dict()}, path)
    return path


@pytest.fixture(scope="module")
def engine(untrained: Path) -> WhisperEngine:
    return load(str(untrained))


@pytest.mark.slow
def test_any_checkpoint_of_the_format_loads_and_knows_its_language(engine: WhisperEngine) -> None:
    assert engine.profile.note == DEMO_NOTE
    assert (engine.knows("en"), engine.knows("de")) == (True, False)
    assert engine.language_of(as_wave(noise(1))) == "en"


@pytest.mark.slow
def test_the_same_sound_gives_the_same_text(engine: WhisperEngine) -> None:
    wave = as_wave(noise(2))
    first = engine.read(wave, language="en")
    assert first
    assert engine.read(wave, language="en") == first
    assert all(0 <= phrase.confidence <= 1 for phrase in first)
    assert all(phrase.text and not phrase.words for phrase in first)
