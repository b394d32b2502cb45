"""Cuts a turn into words, always the same way, and finds them again in the text."""

import re

# One ideograph or kana is one word, since these scripts set no spaces; elsewhere letters and
# digits, with inner apostrophes.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+"
    r"(?:['’][^\W_\u3040-\u30ff\u3400-\u9fff]+)*"
)
# A turn may have 100,000 characters; what a model can learn from is in the first words.
MOST_WORDS = 3000
LONGEST_WORD = 40


def lower(text: str) -> str:
    """Lower case that keeps every character's position ("İ".lower() alone has two)."""
    if text.isascii():
        return text.lower()
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _name(word: str) -> str:
    """A number becomes "#": its value is nobody's business and differs every time."""
    if word.isalpha():
        return word[:LONGEST_WORD]
    if any(c.isdigit() for c in word):
        return "#"
    return word.replace("’", "'")[:LONGEST_WORD]


def words(text: str) -> tuple[str, ...]:
    """The first 3,000 words of a turn in lower case, with every number as "#"."""
    return tuple(_name(w) for w in _WORD.findall(lower(text))[:MOST_WORDS])


def spans(text: str) -> list[tuple[int, int]]:
    """Where each of `words(text)` stands: [start, end) in characters."""
    found = _WORD.finditer(lower(text))
    return [m.span() for _, m in zip(range(MOST_WORDS), found, strict=False)]
