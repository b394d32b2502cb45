"""Finds how a speech engine has written a name that is known: it hears Catherine for Katherine."""

import re
from collections.abc import Iterable, Iterator, Sequence

LEAST = 4
"""Shorter words are like too many others."""
_LEAST_SOUND = 3
"""Two consonants are shared by many words: Ruth, Road and Right."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS_SENTENCE = re.compile(r"(?:\A|[.!?:\n…\"“]\s*)\Z")
_SOUNDS = (
    (re.compile(r"ph"), "f"), (re.compile(r"ck|c(?=[aoulrkt])|qu?|x"), "k"),
    (re.compile(r"gh"), ""),
    (re.compile(r"th|dt|d"), "t"), (re.compile(r"tsch|sch|sh|ch"), "s"), (re.compile(r"[cz]"), "s"),
    (re.compile(r"[wv]"), "f"), (re.compile(r"(?<!\A)[aeiouyhäöüáéíóúèàê]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip


def heard_names(texts: Iterable[str], names: Sequence[str]) -> list[str]:
    """Return the words of the texts that are likely one of the names, written otherwise.

    Looked at are words with a capital inside a sentence: there English, French and Dutch write
    names so, and few other words. German nouns that are near to a name are taken for it.
    """
    parts = {part for name in names for part in _WORD.findall(name) if len(part) >= LEAST}
    if not parts:
        return []
    found = {word for text in texts for word in _capitals(text)}
    return sorted(word for word in found if any(is_alike(word, part) for part in parts))


def is_alike(word: str, name: str) -> bool:
    """Whether two words differ in one letter, or sound the same by their consonants."""
    one, other = word.lower(), name.lower()
    if one == other or min(len(one), len(other)) < LEAST:
        return False
    if min(len(one), len(other)) > LEAST and _is_one_apart(one, other):
        return True
    sound = sound_of(one)
    return len(sound) >= _LEAST_SOUND and sound == sound_of(other)


def sound_of(word: str) -> str:
    """The consonants of a word, those that sound alike written alike; its first letter stays."""
    word = word.lower()
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _capitals(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match.group()
        is_first = _ENDS_SENTENCE.search(text, 0, match.start()) is not None
        if len(word) >= LEAST and word[0].isupper() and not is_first:
            yield word


def _is_one_apart(one: str, other: str) -> bool:
    """Whether one letter put in, left out, changed, or two neighbours swapped, makes them equal."""
    if len(one) > len(other):
        one, other = other, one
    begin = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return len(other) - len(one) == 1 and one[begin:] == other[begin + 1 :]
    rest = one[begin + 1 :] == other[begin + 1 :]
    swapped = one[begin : begin + 2] == other[begin : begin + 2][::-1]
    return rest or (swapped and one[begin + 2 :] == other[begin + 2 :])
