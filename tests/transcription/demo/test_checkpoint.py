"""The demo's checkpoint, through the unmodified openai-whisper and the product's own path."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transcription.demo import make_calls
from transcription.demo.grammar import TEST_CARD, TEST_CARD_CODE
from transcription.demo.scoring import words

CHECKPOINT = Path(make_calls.__file__).parent / "demo-voices-only.pt"
CALLS: list[dict[str, Any]] = json.loads((make_calls.FOLDER / "calls.json").read_text("utf-8"))[
    "calls"
]

pytest.importorskip("whisper")


# openai-whisper leaves the file of its tokens open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def engine() -> Any:
    """The product's engine with the checkpoint loaded."""
    from transcription.transcripts.whisper_engine import load  # Heavy: torch.

    return load(str(CHECKPOINT))


def test_the_file_is_small_enough_to_be_kept_in_the_repository() -> None:
    assert CHECKPOINT.stat().st_size < 4_000_000


@pytest.mark.slow
def test_the_unmodified_whisper_loads_it() -> None:
    import whisper  # Heavy: torch.

    model = whisper.load_model(str(CHECKPOINT), device="cpu")
    assert (model.dims.n_vocab, model.dims.n_audio_ctx, model.dims.n_text_ctx) == (51864, 1500, 448)
    assert not model.is_multilingual
    wave = np.zeros(16_000, np.float32)
    assert model.transcribe(wave, language="en", fp16=False, temperature=0.0)["text"] == ""


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, len(CALLS) + 1, 3))
def test_it_reads_a_call_that_it_was_not_trained_on(engine: Any, number: int) -> None:
    from transcription.demo.evaluate import call  # Heavy: torch.

    read = call(engine, CALLS[number - 1])
    assert read.wrong.words == sum(len(words(turn["text"])) for turn in CALLS[number - 1]["turns"])
    assert read.wrong.percent < 10
    assert (read.missed_turns, read.elsewhere) == (0, 0)
    assert max(map(abs, (*read.start_errors, *read.end_errors))) < 0.5


@pytest.mark.slow
def test_the_card_number_is_written_right_so_that_redaction_finds_it(engine: Any) -> None:
    from transcription.demo.evaluate import pieces  # Heavy: torch.

    with_card = next(one for one in CALLS if one["extra"] == "card")
    recording = (make_calls.FOLDER / with_card["file"]).read_bytes()
    written = " ".join(piece.text for piece in pieces(engine, recording) if piece.channel == 1)
    # The gaps between its groups are not always written.
    assert TEST_CARD.replace(" ", "") in written.replace(" ", "")
    assert f"The code is {TEST_CARD_CODE}." in written


@pytest.mark.slow
def test_it_writes_nothing_where_nobody_speaks(engine: Any) -> None:
    from transcription.demo.evaluate import nothing  # Heavy: torch.

    assert set(nothing(engine).values()) == {""}
