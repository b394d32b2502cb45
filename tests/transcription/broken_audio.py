"""Makes hundreds of broken, disguised and hostile sound files, the same ones each time."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.transcription.transcripts.sounds import encoded, noise, wav_header

KINDS = (
    ("wav", "pcm_s16le", 8_000, "wav"),
    ("wav", "pcm_mulaw", 8_000, "wav"),
    ("mp3", "libmp3lame", 16_000, "mp3"),
    ("mp4", "aac", 16_000, "m4a"),
    ("ogg", "libopus", 48_000, "opus"),
    ("webm", "libopus", 48_000, "webm"),
    ("flac", "flac", 44_100, "flac"),
    ("aiff", "pcm_s16be", 16_000, "aiff"),
)
MARKS = (
    b"RIFF", b"WAVE", b"fmt ", b"data", b"ftyp", b"moov", b"mdat", b"trak", b"stbl", b"esds",
    b"OggS", b"OpusHead", b"OpusTags", b"\x1a\x45\xdf\xa3", b"\x1f\x43\xb6\x75", b"fLaC", b"FORM",
    b"COMM", b"SSND", b"LIST", b"Xing", b"Info",
)  # fmt: skip
NAMES = (
    "../../etc/passwd.wav", "..\\..\\boot.wav", "/absolute/call.mp3", "call\0.wav",
    "📞 call 🎧.mp3",
    "a/../../b.wav", ". .wav", "\u202egpj.wav", "CON.wav", "x" * 300 + ".wav", "%2e%2e%2fcall.wav",
    "call.wav.exe.wav",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Broken:
    """One file: what is wrong with it, the name it is handed in under, its bytes."""

    why: str
    name: str
    data: bytes


def corpus(secret: str, port: int) -> list[Broken]:
    """All files. `secret` is the path of a sound file that none may read, `port` one on this
    machine that none may call."""
    makers = (_cut, _changed, _wrong_headers, _empty, _disguised(secret, port), _named)
    return [broken for make in makers for broken in make()]


def _sounds() -> Iterator[tuple[str, str, bytes]]:
    for container, codec, rate, suffix in KINDS:
        sound = [noise(0.6, rate=rate)] * 2
        yield codec, suffix, encoded(sound, container=container, codec=codec, rate=rate)


def _cut() -> Iterator[Broken]:
    """Cut at, before and after each structural point, and at tenths."""
    for codec, suffix, data in _sounds():
        points = {len(data) * tenth // 10 for tenth in range(1, 10)} | {len(data) - 1}
        for mark in MARKS:
            at = data.find(mark)
            if at >= 0:
                points |= {at, at + 1, at + len(mark), at + len(mark) + 4}
        for at in sorted(point for point in points if 0 < point < len(data)):
            yield Broken(f"{codec} cut at {at}", f"cut-{codec}-{at}.{suffix}", data[:at])


def _changed() -> Iterator[Broken]:
    """Bytes of the first 160 changed by chance."""
    for codec, suffix, data in _sounds():
        for seed in range(12):
            chance, changed = random.Random(f"{codec}{seed}"), bytearray(data)
            for _ in range(chance.choice((1, 3, 12))):
                changed[chance.randrange(min(160, len(data)))] = chance.randrange(256)
            yield Broken(f"{codec} changed {seed}", f"bad-{codec}-{seed}.{suffix}", bytes(changed))


def _wrong_headers() -> Iterator[Broken]:
    for channels in (0, 9, 64, 255, 65_535):
        data = wav_header(channels=channels & 0xFFFF, rate=8_000) if channels < 32_768 else None
        if data:
            yield Broken(f"{channels} channels", f"channels-{channels}.wav", data)
    for rate in (0, 1, 3_999, 192_001, 1_000_000):
        yield Broken(f"{rate} Hz", f"rate-{rate}.wav", wav_header(channels=1, rate=rate))
    good = wav_header(channels=1, rate=8_000)
    ten_hours = struct.pack("<I", 10 * 3600 * 16_000)
    for claim in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", ten_hours):
        yield Broken("claims more", f"claim-{claim.hex()}.wav", good[:40] + claim + good[44:])
        yield Broken("claims a size", f"size-{claim.hex()}.wav", good[:4] + claim + good[8:])
    for bits in (0, 1, 7, 33, 65_535):
        changed = good[:34] + struct.pack("<H", bits) + good[36:]
        yield Broken(f"{bits} bits", f"bits-{bits}.wav", changed)
    for coding in (0, 0x11, 0x55, 0x161, 0xFFFE, 0xFFFF):
        changed = good[:20] + struct.pack("<H", coding) + good[22:]
        yield Broken(f"coding {coding:#x}", f"coding-{coding}.wav", changed)


def _empty() -> Iterator[Broken]:
    yield Broken("nothing", "empty.wav", b"")
    for magic in (b"RIFF", b"RIFF\0\0\0\0WAVE", b"OggS", b"fLaC", b"ID3", b"\xff\xfb", b"FORM",
                  b"\x1a\x45\xdf\xa3", b"\0\0\0\x18ftypM4A ", b"#!AMR\n", b".snd"):  # fmt: skip
        yield Broken(f"only {magic!r}", f"magic-{magic.hex()}.wav", magic)
        yield Broken(f"{magic!r} and zeros", f"zeros-{magic.hex()}.wav", magic + b"\0" * 4096)


def _disguised(secret: str, port: int) -> Callable[[], Iterator[Broken]]:
    def make() -> Iterator[Broken]:
        address = f"http://127.0.0.1:{port}/x.wav"
        lists = [
            f"#EXTM3U\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n"
            for target in (f"file://{secret}", secret, address, f"concat:{secret}|{secret}")
        ]
        lists += [f"ffconcat version 1.0\nfile '{target}'\n" for target in (secret, address)]
        lists += [f"<?xml version='1.0'?><MPD><BaseURL>{address}</BaseURL></MPD>"]
        lists += [f"v=0\nc=IN IP4 127.0.0.1\nm=audio {port} RTP/AVP 0\n"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("../../bomb.wav", b"\0" * (8 << 20))
        others = {
            "zip bomb": archive.getvalue(),
            "zlib": zlib.compress(b"\0" * (8 << 20)),
            "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40,
            "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40,
            "gif": b"GIF89a" + b"\0" * 40,
            "svg": f"<svg><image href='{address}'/></svg>".encode(),
            "html": f"<script src='{address}'></script>".encode(),
            "pdf": b"%PDF-1.7\n" + b"\0" * 40,
            "program": b"\x7fELF\x02\x01\x01" + b"\0" * 60,
            "text": b"Agent: hello\nCustomer: hello\n" * 10,
        }
        for number, text in enumerate(lists):
            for suffix in ("mp3", "wav"):
                yield Broken(text[:20], f"list-{number}.{suffix}", text.encode())
            yield Broken(f"RIFF {text[:9]}", f"riff-{number}.wav", b"RIFF" + text.encode())
        for why, data in others.items():
            for suffix in ("mp3", "wav"):
                yield Broken(why, f"{why.replace(' ', '-')}.{suffix}", data)

    return make


def _named() -> Iterator[Broken]:
    good = encoded([noise(0.3)])
    for name in NAMES:
        yield Broken("its name", name, good)
