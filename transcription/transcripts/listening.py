"""From decoded sound to segments: hear each channel, cut windows, read them, keep what is true."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from transcription.transcripts.audio import RATE, Audio, Wave, are_alike, is_silent
from transcription.transcripts.engine import Engine, EngineProfile, Phrase, Segment, Word
from transcription.transcripts.loops import without_loops
from transcription.transcripts.packing import JOINT_S, Pack, packed, parted
from transcription.transcripts.segments import Stretch, clipped, windows
from transcription.transcripts.vad import Detector, Heard, VadProfile


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage (`listening`, `transcribing`) has come, in seconds of sound."""

    stage: str
    done_s: float
    total_s: float


ProgressCallback = Callable[[Progress], None]


@dataclass(slots=True)
class Tally:
    """What an engine's reading left out: words written where nobody speaks."""

    dropped_words: int = 0


@dataclass(frozen=True, slots=True)
class HeardChannel:
    """What voice activity detection found in one channel.

    `repeats` says that it carries the same sound as the first one and is not read again.
    """

    channel: int
    heard: Heard
    is_silent: bool
    repeats: bool = False


def hear(
    audio: Audio,
    detector: Detector,
    *,
    profile: VadProfile | None = None,
    told: ProgressCallback | None = None,
) -> list[HeardChannel]:
    """The stretches of speech in each channel; silence and repeated channels cost nothing."""
    total_s = audio.duration_s * len(audio.channels)
    found: list[HeardChannel] = []
    for channel, samples in enumerate(audio.channels):
        done_s = channel * audio.duration_s

        def tell(seconds: float, before_s: float = done_s) -> None:
            if told is not None:
                told(Progress("listening", before_s + seconds, total_s))

        if channel and are_alike(audio.channels[0], samples):
            found.append(
                HeardChannel(channel, replace(found[0].heard, speech=(), stretches=()), False, True)
            )
        else:
            heard = detector.listen(samples, profile, tell)
            found.append(HeardChannel(channel, heard, is_silent(samples)))
        tell(audio.duration_s)
    return found


def packs_of(heard: HeardChannel, profile: EngineProfile) -> list[Pack]:
    """The windows in which an engine is given a channel."""
    spans = windows_of(heard, profile)
    return packed(spans, profile.max_window_s) if profile.packs else [Pack((s,)) for s in spans]


def wave_of(audio: Audio, channel: int, pack: Pack) -> Wave:
    """The sound of a window: its stretches with short silences between them."""
    joint = np.zeros(round(JOINT_S * RATE), np.float32)
    parts = [audio.window(channel, span.start_s, span.end_s) for span in pack.spans]
    between = [each for part in parts[1:] for each in (joint, part)]
    return np.concatenate([parts[0], *between]) if between else parts[0]


def windows_of(heard: HeardChannel, profile: EngineProfile) -> list[Stretch]:
    """What of a channel is given to an engine."""
    return windows(
        heard.heard.stretches,
        max_window_s=profile.max_window_s,
        join_gap_s=profile.join_gap_s,
        quiet=heard.heard.quiet,
    )


def read(
    audio: Audio,
    heard: Sequence[HeardChannel],
    engine: Engine,
    *,
    language: str | None = None,
    told: ProgressCallback | None = None,
    tally: Tally | None = None,
) -> Iterator[Segment]:
    """The segments of all channels, channel by channel, in order of time within each.

    `language` is a tag such as `en` or `pt-BR` (see `language_for`). `tally` is added to.
    """
    work = [(channel, pack) for channel in heard for pack in packs_of(channel, engine.profile)]
    total_s = sum(pack.sound_s for _, pack in work)
    if not work:
        return
    language = language_for(audio, heard, engine, language)
    done_s = 0.0
    for channel, pack in work:
        wave = wave_of(audio, channel.channel, pack)
        for phrase in engine.read(wave, language=language):
            for span, part in parted(phrase, pack):
                segment = placed(part, channel.channel, span, channel.heard.speech)
                if segment is not None:
                    yield segment
                elif tally is not None:
                    tally.dropped_words += len(part.text.split())
        done_s += pack.sound_s
        if told is not None:
            told(Progress("transcribing", done_s, total_s))


def language_for(
    audio: Audio, heard: Sequence[HeardChannel], engine: Engine, language: str | None
) -> str:
    """The language that is set, if the engine knows it, as a code (`pt` of `pt-BR`).

    Otherwise it is found once, from the longest window, and used for the whole call.
    """
    language = (language or "").replace("_", "-").split("-")[0].lower()
    if engine.knows(language):
        return language
    return language_spoken(audio, _work(heard, engine.profile), engine)


def _work(
    heard: Sequence[HeardChannel], profile: EngineProfile
) -> list[tuple[HeardChannel, Stretch]]:
    return [(channel, span) for channel in heard for span in windows_of(channel, profile)]


def language_spoken(
    audio: Audio, work: Sequence[tuple[HeardChannel, Stretch]], engine: Engine
) -> str:
    """The language of the longest window: a short "hello" is too little to tell by."""
    channel, span = max(work, key=lambda item: item[1].length_s)
    return engine.language_of(audio.window(channel.channel, span.start_s, span.end_s))


def placed(
    phrase: Phrase, channel: int, window: Stretch, speech: Sequence[Stretch]
) -> Segment | None:
    """A phrase of a window as a segment of the recording; None where nobody spoke.

    Its times are drawn in to the speech beneath it. Text that was a loop is kept once, without
    word times, and with confidence 0, so that a reader looks.
    """
    start_s = min(window.start_s + phrase.start_s, window.end_s)
    end_s = min(window.start_s + phrase.end_s, window.end_s)
    if end_s <= start_s:
        return None
    span = clipped(Stretch(start_s, end_s), speech)
    if span is None:
        return None
    text, was_loop = without_loops(phrase.text)
    words = () if was_loop else tuple(_moved(word, window) for word in phrase.words)
    confidence = 0.0 if was_loop else phrase.confidence
    return Segment(channel, span.start_s, span.end_s, text, confidence, words)


def _moved(word: Word, window: Stretch) -> Word:
    start_s = min(window.start_s + word.start_s, window.end_s)
    return replace(word, start_s=start_s, end_s=min(window.start_s + word.end_s, window.end_s))
