"""From sound to segments: channels apart, only speech, loops dropped, words in their place."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.transcription.transcripts.sounds import noise, silence
from transcription.transcripts.audio import Audio, AudioFacts, Pcm, Wave
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import EngineProfile, Phrase, Segment, Word
from transcription.transcripts.listening import (
    HeardChannel,
    Progress,
    hear,
    placed,
    read,
    windows_of,
)
from transcription.transcripts.segments import Quiet, Stretch
from transcription.transcripts.vad import STEP_S, Heard, detector

FACTS = AudioFacts(None, 2, 16_000, "pcm_s16le", "wav")


class Script:
    """An engine that says one phrase a window, and keeps what it was given."""

    def __init__(self, profile: EngineProfile, phrases: Sequence[Phrase] = ()) -> None:
        self.profile = profile
        self.given: list[tuple[int, str]] = []
        self.judged: list[int] = []
        self._phrases = list(phrases)

    def knows(self, language: str) -> bool:
        return language in ("en", "de")

    def language_of(self, wave: Wave) -> str:
        self.judged.append(len(wave))
        return "de"

    def read(self, wave: Wave, *, language: str) -> list[Phrase]:
        self.given.append((len(wave), language))
        return self._phrases or [Phrase(0.0, len(wave) / 16_000, "text", 0.8)]


def audio(*channels: Pcm) -> Audio:
    return Audio(channels, FACTS)


def heard(channel: int, *stretches: Stretch) -> HeardChannel:
    return HeardChannel(channel, Heard(stretches, stretches, Quiet((), STEP_S)), is_silent=False)


def test_each_channel_is_read_on_its_own_and_only_where_somebody_speaks() -> None:
    engine = Script(EngineProfile("script"))
    found = list(
        read(
            audio(noise(60), noise(60)),
            [heard(0, Stretch(1, 3), Stretch(3.5, 5)), heard(1, Stretch(10, 12))],
            engine,
            language="en-GB",
        )
    )
    assert engine.given == [(64_000, "en"), (32_000, "en")]
    assert engine.judged == []
    assert found == [Segment(0, 1, 5, "text", 0.8), Segment(1, 10, 12, "text", 0.8)]


def test_what_is_apart_shares_a_window_and_goes_back_to_its_own_time() -> None:
    words = (Word("Yes.", 0.2, 0.8, 0.9), Word("Tomorrow.", 1.6, 2.2, 0.9))
    engine = Script(EngineProfile("script"), [Phrase(0.0, 2.4, "Yes. Tomorrow.", 0.9, words)])
    channel = heard(0, Stretch(1, 2), Stretch(40, 41))
    found = list(read(audio(noise(60)), [channel], engine, language="en"))
    assert engine.given == [(38_400, "en")]
    assert [(one.start_s, one.end_s, one.text) for one in found] == [
        (1, 1.8, "Yes."), (40.2, 41, "Tomorrow."),
    ]  # fmt: skip
    apart = Script(EngineProfile("script", packs=False))
    list(read(audio(noise(60)), [channel], apart, language="en"))
    assert [size for size, _ in apart.given] == [16_000, 16_000]


def test_an_unknown_language_is_heard_once_in_the_longest_window() -> None:
    for language in (None, "", "tlh"):
        engine = Script(EngineProfile("script"))
        channels = [heard(0, Stretch(1, 2)), heard(1, Stretch(10, 15))]
        list(read(audio(noise(20), noise(20)), channels, engine, language=language))
        assert engine.judged == [80_000]
        assert {language for _, language in engine.given} == {"de"}


def test_one_stretch_a_window_for_models_that_want_it() -> None:
    profile = EngineProfile("demo", join_gap_s=0.0)
    channel = heard(0, Stretch(1, 3), Stretch(3.2, 5))
    assert windows_of(channel, profile) == [Stretch(1, 3), Stretch(3.2, 5)]


def test_progress_counts_the_sound_that_was_given() -> None:
    told: list[Progress] = []
    channels = [heard(0, Stretch(0, 2)), heard(1, Stretch(5, 8))]
    engine = Script(EngineProfile("script"))
    list(read(audio(noise(9), noise(9)), channels, engine, language="en", told=told.append))
    assert told == [Progress("transcribing", 2, 5), Progress("transcribing", 5, 5)]


def test_nobody_spoke_so_nothing_is_read() -> None:
    engine = Script(EngineProfile("script"))
    assert list(read(audio(silence(3)), [heard(0)], engine)) == []
    assert (engine.given, engine.judged) == ([], [])


def test_text_over_silence_is_dropped_and_times_are_drawn_in() -> None:
    speech = [Stretch(10, 12), Stretch(14, 16)]
    window = Stretch(10, 16)
    assert placed(Phrase(2.2, 3.8, "Thanks for watching.", 0.4), 0, window, speech) is None
    assert placed(Phrase(0, 3, "Hello.", 0.9), 1, window, speech) == Segment(
        1, 10, 12, "Hello.", 0.9
    )
    assert placed(Phrase(0, 30, "Hello.", 0.9), 0, window, speech) == Segment(
        0, 10, 16, "Hello.", 0.9
    )
    assert placed(Phrase(6.5, 9, "After the end.", 0.9), 0, window, speech) is None


def test_words_move_with_their_window() -> None:
    phrase = Phrase(
        0, 2, "Hello there", 0.9, (Word("Hello", 0.5, 1, 0.9), Word("there", 1, 9, 0.8))
    )
    segment = placed(phrase, 0, Stretch(10, 12), [Stretch(10, 12)])
    assert segment is not None
    assert segment.words == (Word("Hello", 10.5, 11, 0.9), Word("there", 11, 12, 0.8))


def test_a_loop_is_kept_once_and_not_believed() -> None:
    phrase = Phrase(0, 2, "Thank you. " * 6, 0.95, (Word("Thank", 0, 1, 0.9),))
    assert placed(phrase, 0, Stretch(0, 2), [Stretch(0, 2)]) == Segment(0, 0, 2, "Thank you.", 0.0)


def test_silence_is_told_and_repeated_channels_are_not_read_again() -> None:
    told: list[Progress] = []
    sound = noise(2)
    found = hear(audio(sound, silence(2), sound), detector(), told=told.append)
    assert [(one.is_silent, one.repeats) for one in found] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert told[-1] == Progress("listening", 6.0, 6.0)
    assert [one.done_s for one in told] == sorted(one.done_s for one in told)


def test_what_a_window_gives_is_the_sound_of_that_time() -> None:
    class Echo(Script):
        def read(self, wave: Wave, *, language: str) -> list[Phrase]:
            return [Phrase(0.0, 1.0, str(int(np.rint(wave[0] * 32_768))), 1.0)]

    marked = silence(4)
    marked[2 * 16_000] = 123
    found = list(
        read(audio(marked), [heard(0, Stretch(2, 3))], Echo(EngineProfile("echo")), language="en")
    )
    assert [one.text for one in found] == ["123"]


def test_mono_written_twice_is_read_once(calls: Path) -> None:
    with (calls / "jfk.flac").open("rb") as file:
        found = hear(decode(file), detector())
    assert [len(windows_of(one, EngineProfile("any"))) for one in found] == [1, 0]
    assert found[1].repeats


@pytest.mark.slow
def test_about_a_tenth_of_real_calls_is_given_to_the_engine(calls: Path) -> None:
    sound_s = given_s = 0.0
    for path in sorted(calls.glob("getgoing/*/recording.wav")):
        with path.open("rb") as file:
            real = decode(file)
        found = hear(real, detector())
        assert [one.is_silent for one in found] == [False, True]
        sound_s += 2 * real.duration_s
        given_s += sum(
            span.length_s for one in found for span in windows_of(one, EngineProfile("any"))
        )
    assert 0.05 < given_s / sound_s < 0.12
