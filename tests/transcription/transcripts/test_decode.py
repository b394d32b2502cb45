"""Decoding: every kind of recording, files cut off, disguised or damaged, within limits."""

import io
import random
from pathlib import Path

import av
import numpy as np
import pytest

from tests.transcription.transcripts.sounds import encoded, noise, silence, tone, wav_header
from transcription.transcripts.audio import AudioLimits, AudioRefused, peak
from transcription.transcripts.decode import decode, probe

KINDS = [
    ("wav", "pcm_s16le", 8_000),
    ("wav", "pcm_mulaw", 8_000),
    ("wav", "pcm_alaw", 8_000),
    ("wav", "adpcm_ms", 8_000),
    ("wav", "libmp3lame", 16_000),
    ("mp3", "libmp3lame", 16_000),
    ("mp4", "aac", 16_000),
    ("ogg", "libopus", 48_000),
    ("webm", "libopus", 48_000),
    ("matroska", "flac", 44_100),
    ("flac", "flac", 44_100),
    ("adts", "aac", 16_000),
    ("aiff", "pcm_s16be", 16_000),
    ("au", "pcm_mulaw", 8_000),
]


@pytest.mark.parametrize(("container", "codec", "rate"), KINDS)
def test_reads_each_kind_with_its_channels_apart(container: str, codec: str, rate: int) -> None:
    file = encoded(
        [tone(2, rate=rate), silence(2, rate=rate)], container=container, codec=codec, rate=rate
    )
    audio = decode(file)
    assert len(audio.channels) == 2
    # Coders pad the beginning and the end by up to a frame or two.
    assert audio.duration_s == pytest.approx(2.0, abs=0.15)
    assert peak(audio.channels[0][8_000:24_000]) == pytest.approx(0.3, rel=0.15)
    assert peak(audio.channels[1][8_000:24_000]) < 0.02
    assert (audio.truncated, audio.damaged_packets) == (False, 0)
    assert (audio.facts.channels, audio.facts.sample_rate) == (2, rate)


def test_amr_of_a_phone_is_read() -> None:
    file = encoded([noise(2, rate=8_000)], container="amr", codec="libopencore_amrnb", rate=8_000)
    assert decode(file).duration_s == pytest.approx(2.0, abs=0.1)


def test_samples_at_16_khz_come_through_unchanged() -> None:
    first, second = noise(1.5, seed=1), noise(1.5, seed=2)
    audio = decode(encoded([first, second]))
    assert np.array_equal(audio.channels[0], first)
    assert np.array_equal(audio.channels[1], second)


def test_an_open_file_is_read_and_left_open(tmp_path: Path) -> None:
    path = tmp_path / "named.txt"
    path.write_bytes(encoded([tone(1)]))
    with path.open("rb") as file:
        assert decode(file).duration_s == 1.0
        assert not file.closed


def test_the_header_alone_says_what_is_in_it() -> None:
    facts = probe(encoded([tone(3, rate=8_000)] * 2, codec="pcm_mulaw", rate=8_000))
    assert (facts.duration_s, facts.channels, facts.sample_rate) == (3.0, 2, 8_000)
    assert (facts.codec, facts.container) == ("pcm_mulaw", "wav")


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 8_000),
        ("wav", "pcm_mulaw", 8_000),
        ("mp3", "libmp3lame", 16_000),
        ("flac", "flac", 16_000),
        ("webm", "libopus", 48_000),
        ("aiff", "pcm_s16be", 16_000),
    ],
)
def test_a_file_cut_off_gives_what_is_there(container: str, codec: str, rate: int) -> None:
    file = encoded([noise(8, rate=rate)], container=container, codec=codec, rate=rate)
    audio = decode(file[: len(file) // 2])
    assert audio.truncated
    assert 1.0 < audio.duration_s < 5.0


def test_a_wav_written_as_it_goes_is_not_called_cut_off() -> None:
    file = bytearray(encoded([tone(1)]))
    for unknown in (b"\xff\xff\xff\xff", b"\0\0\0\0"):
        file[4:8] = unknown
        assert not decode(bytes(file)).truncated


REFUSED = [
    (b"", "empty"),
    (b"This is a note about the call.\r\n" * 50, "text"),
    ("\ufeff".encode("utf-16-le") + "Anrufliste\tMüller\r\n".encode("utf-16-le") * 9, "text"),
    ("Gesprächsnotiz für Müller".encode("latin-1"), "text"),
    (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "playlist"),
    (b"ffconcat version 1.0\nfile /etc/passwd\n", "playlist"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "image"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 100, "image"),
    (b"PK\x03\x04" + b"\0" * 100, "archive"),
    (b"\0" * 5000, "unknown"),
    (wav_header(channels=0, rate=8_000), "channels"),
    (wav_header(channels=300, rate=8_000), "channels"),
    (wav_header(channels=1, rate=0), "damaged"),
    (wav_header(channels=1, rate=1), "sample_rate"),
    (wav_header(channels=1, rate=2**31 - 1), "sample_rate"),
    (wav_header(channels=1, rate=8_000, data=b""), "no_sound"),
    (b"RIFF\x10\0\0\0WAVE", "cut"),
]


UNKNOWN_CODING = bytearray(wav_header(channels=1, rate=8_000))
UNKNOWN_CODING[20:22] = b"\x99\x7a"
REFUSED.append((bytes(UNKNOWN_CODING), "codec"))


@pytest.mark.parametrize(("file", "reason"), REFUSED, ids=lambda value: str(value)[:24])
def test_refuses_with_a_reason(file: bytes, reason: str) -> None:
    with pytest.raises(AudioRefused) as refused:
        decode(file)
    assert refused.value.reason_code == reason
    assert refused.value.message.endswith(".")


def test_an_mp4_without_its_index_is_called_damaged() -> None:
    file = encoded([tone(2)], container="mp4", codec="aac")
    with pytest.raises(AudioRefused) as refused:
        decode(file[: len(file) // 2])
    assert refused.value.reason_code == "damaged"


def test_a_playlist_behind_a_wav_header_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(encoded([tone(1)]))
    lines = f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n".encode()
    for file in (b"RIFF\xff\xff\0\0WAVE" + lines, b"ID3\x04\0\0\0\0\0\0" + lines):
        with pytest.raises(AudioRefused):
            decode(file)


def test_refuses_what_is_over_the_limits() -> None:
    file = encoded([tone(3)])
    for limits, reason in (
        (AudioLimits(max_duration_s=2.0), "too_long"),
        (AudioLimits(max_bytes=1000), "too_large"),
    ):
        with pytest.raises(AudioRefused) as refused:
            decode(file, limits=limits)
        assert refused.value.reason_code == reason
    assert decode(file, limits=AudioLimits(max_duration_s=3.0)).duration_s == 3.0


def test_damage_in_the_middle_leaves_the_rest_and_is_told() -> None:
    file = bytearray(encoded([noise(9, rate=44_100)], container="flac", codec="flac", rate=44_100))
    third = len(file) // 3
    file[third : 2 * third] = b"\0" * third
    audio = decode(bytes(file))
    assert audio.truncated
    assert audio.duration_s == pytest.approx(6.0, abs=0.5)


def test_a_packet_that_cannot_be_read_is_counted() -> None:
    file = encoded([noise(4)], container="adts", codec="aac")
    audio = decode(file[: len(file) // 2])
    assert (audio.truncated, audio.damaged_packets) == (True, 1)


@pytest.mark.parametrize(("container", "codec", "rate"), KINDS)
def test_any_damage_is_read_or_refused_but_never_an_error(
    container: str, codec: str, rate: int
) -> None:
    draw = random.Random(f"{container} {codec}")
    sound = [noise(0.5, rate=rate), noise(0.5, rate=rate, seed=2)]
    whole = encoded(sound, container=container, codec=codec, rate=rate)
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(draw.choice((1, 3, 20))):
            at = draw.randrange(draw.choice((64, 300, len(whole))))
            damaged[at : at + 4] = draw.choice((draw.randbytes(4), b"\xff\xff\xff\x7f", b""))
        try:
            audio = decode(bytes(damaged), limits=AudioLimits(max_duration_s=60))
        except AudioRefused:
            continue
        assert len({len(channel) for channel in audio.channels}) == 1


def test_a_movie_gives_its_sound_track() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as output:
        picture = output.add_stream("mpeg4", rate=5)
        picture.width, picture.height = 64, 64
        sound = output.add_stream("flac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(1)[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = 16_000, 0
        for packet in [*sound.encode(frame), *sound.encode(None)]:
            output.mux(packet)
        black = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        for packet in [*picture.encode(black), *picture.encode(None)]:
            output.mux(packet)
    assert decode(buffer.getvalue()).duration_s == 1.0


def test_real_calls_named_wav_that_are_mp3_are_read(calls: Path) -> None:
    recordings = sorted(calls.glob("getgoing/*/recording.wav"))
    assert len(recordings) == 24
    with recordings[0].open("rb") as file:
        audio = decode(file)
    assert audio.facts.codec == "mp3float"
    assert len(audio.channels) == 2
    assert not audio.truncated
    assert audio.duration_s == pytest.approx(audio.facts.duration_s, abs=0.1)
