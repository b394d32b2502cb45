"""Breaks files as carelessness and malice would."""

from random import Random


def mutated(data: bytes, random: Random) -> bytes:
    """The bytes with one to eight small changes."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(changed) + 1)
        match random.randrange(5):
            case 0:
                changed[at : at + random.randint(1, 30)] = b""
            case 1:
                changed[at:at] = random.choice(
                    [b'"', b"\0", b"\n", b",", b";", b"{", b"}", b"\xff", b"\xc3\xa9", b"\\ud800",
                     b"<script>", b"9" * 20, b"1e999", b"null", b"-", b"\r", b"\xef\xbb\xbf"]
                )  # fmt: skip
            case 2:
                changed[at : at + 1] = random.randbytes(1)
            case 3:
                changed[at:at] = bytes(changed[at : at + 60])
            case _:
                changed[at : at + 4] = bytes(reversed(changed[at : at + 4]))
    return bytes(changed)
