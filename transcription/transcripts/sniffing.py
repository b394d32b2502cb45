"""Tells what a file is from its first bytes, never from its name."""

from collections.abc import Sequence

from transcription.transcripts.audio import AudioRefused

HEAD_BYTES = 4096
# No file that holds sound is smaller: a WAV header alone has 44 bytes, the least of all with one.
_LEAST_BYTES = 44

# The demuxers that may open a file with this beginning. FFmpeg's own probe must agree with one of
# them. Demuxers that open other files (HLS, DASH, concat, image sequences) are in no list.
_SIGNATURES: tuple[tuple[int, bytes, tuple[str, ...]], ...] = (
    (8, b"WAVE", ("wav",)),
    (0, b"ID3", ("mp3", "aac", "flac")),
    (4, b"ftyp", ("mov",)),
    (4, b"moov", ("mov",)),
    (4, b"mdat", ("mov",)),
    (0, b"OggS", ("ogg",)),
    (0, b"fLaC", ("flac",)),
    (0, b"\x1a\x45\xdf\xa3", ("matroska",)),
    (0, b"#!AMR", ("amr",)),
    (0, b".snd", ("au",)),
    (8, b"AIFF", ("aiff",)),
    (8, b"AIFC", ("aiff",)),
)
# MP3 and AAC streams may begin in the middle of a frame, so they have no first bytes of their own.
HEADLESS = ("mp3", "aac")

_DISGUISED: tuple[tuple[int, bytes, str], ...] = (
    (0, b"#EXTM3U", "playlist"),
    (0, b"ffconcat", "playlist"),
    (0, b"[playlist]", "playlist"),
    (0, b"\x89PNG", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF8", "image"),
    (0, b"BM", "image"),
    (8, b"WEBP", "image"),
    (0, b"%PDF", "document"),
    (0, b"PK\x03\x04", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"7z\xbc\xaf", "archive"),
    (0, b"Rar!", "archive"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ", "program"),
)

_SENTENCES = {
    "empty": "The file is empty.",
    "cut": "The file breaks off after a few bytes, before any sound: fetch the recording again.",
    "text": "The file holds text, not sound, whatever its name says.",
    "playlist": "The file is a playlist that points to sound elsewhere: import the recording"
    " itself.",
    "image": "The file is an image, not a recording.",
    "document": "The file is a PDF document, not a recording.",
    "archive": "The file is an archive: unpack it and import the recordings in it.",
    "program": "The file is a program, not a recording.",
}


def demuxers(head: bytes) -> Sequence[str]:
    """Names of the FFmpeg demuxers that may open a file that begins with `head`.

    Raises AudioRefused (empty, cut, text, playlist, image, document, archive, program) for what is
    plainly something else.
    """
    if not head:
        raise refusal("empty")
    for at, mark, names in _SIGNATURES:
        if head[at : at + len(mark)] == mark:
            if len(head) < _LEAST_BYTES:
                raise refusal("cut")
            return names
    for at, mark, kind in _DISGUISED:
        if head[at : at + len(mark)] == mark:
            raise refusal(kind)
    if _is_text(head):
        raise refusal("text")
    return HEADLESS


def refusal(kind: str) -> AudioRefused:
    """The refusal of one of the kinds that are plainly no sound."""
    return AudioRefused(kind, _SENTENCES[kind])


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = head[: len(head) // 2 * 2].decode("utf-16")
        except UnicodeDecodeError:
            return False
        return "".join(text.split()).isprintable()
    # Sound in a file without a header holds control bytes within its first kilobytes; text in
    # UTF-8 or Latin-1 holds none but tab, line ends and form feed.
    return not any(byte < 0x20 and byte not in b"\t\n\r\x0c" for byte in head)
