"""Root causes as indented text, one a line, the way a person writes an outline.

A line that ends with a colon and an ellipsis, `Other: …`, asks for words of one's own.
"""

from collections.abc import Iterator

from scorecards.design.document import RootCause
from scorecards.design.editing import free_key, key_for

OPEN_ENDS = ("…", "...")
STEP = 2
"""Spaces that one level is indented by when it is written; any deeper line is a level below."""

Flat = tuple[int, str, bool]
"""Depth, label, and whether the line asks for words of one's own."""
Known = dict[tuple[str, ...], list[str]]
"""Keys by path of labels, in order: two causes may have the same words."""


def outline(causes: tuple[RootCause, ...]) -> str:
    """Write a tree as lines, each level indented by two spaces."""
    return "\n".join(_lines(causes, 0))


def causes_of(text: str, before: tuple[RootCause, ...] = ()) -> tuple[RootCause, ...]:
    """Read lines as a tree; a label that stood under the same labels before keeps its key.

    Tabs count as two spaces, empty lines nothing.
    """
    known: Known = {}
    for path, key in _keys(before, ()):
        known.setdefault(path, []).append(key)
    taken = {key for keys in known.values() for key in keys}
    tree, _ = _branch(list(_levels(text)), 0, (), known, taken)
    return tree


def _lines(causes: tuple[RootCause, ...], depth: int) -> Iterator[str]:
    for cause in causes:
        yield " " * STEP * depth + cause.label + (": …" if cause.free_text else "")
        yield from _lines(cause.children, depth + 1)


def _keys(
    causes: tuple[RootCause, ...], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for cause in causes:
        here = (*path, cause.label)
        yield here, cause.key
        yield from _keys(cause.children, here)


def _levels(text: str) -> Iterator[Flat]:
    """Yield each line's depth in the tree and its label, whatever the width of the indents."""
    open_indents: list[int] = []
    for line in text.expandtabs(STEP).splitlines():
        label = line.strip().lstrip("-•* ").strip()
        if not label:
            continue
        label, free_text = _opened(label)
        indent = len(line) - len(line.lstrip())
        while open_indents and open_indents[-1] >= indent:
            open_indents.pop()
        yield len(open_indents), label, free_text
        open_indents.append(indent)


def _branch(
    rest: list[Flat],
    depth: int,
    path: tuple[str, ...],
    known: Known,
    taken: set[str],
) -> tuple[tuple[RootCause, ...], list[Flat]]:
    """Read the lines of one level and below; return them with the lines that are left."""
    found: list[RootCause] = []
    while rest and rest[0][0] == depth:
        _, label, free_text = rest[0]
        here = (*path, label)
        before = known.get(here)
        key = before.pop(0) if before else free_key(taken, key_for(label, "cause"))
        taken.add(key)
        children, rest = _branch(rest[1:], depth + 1, here, known, taken)
        found.append(RootCause(key=key, label=label, free_text=free_text, children=children))
    return tuple(found), rest


def _opened(label: str) -> tuple[str, bool]:
    """Take colon and ellipsis from a line that asks for words."""
    for ending in OPEN_ENDS:
        words = label.removesuffix(ending).rstrip()
        if label.endswith(ending) and words.endswith(":") and words.rstrip(" :"):
            return words.removesuffix(":").rstrip(), True
    return label, False
