"""Root causes that a reviewer picked: `key`, or `key: own words` where the cause asks for words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scorecards.design.document import Question, RootCause

BETWEEN = ": "
LONGEST_WORDS = 500
Path = tuple[RootCause, ...]


def paths(causes: tuple[RootCause, ...], above: Path = ()) -> Iterator[Path]:
    """Yield every cause of a tree with those above it, outermost first."""
    for cause in causes:
        here = (*above, cause)
        yield here
        yield from paths(cause.children, here)


def split(question: Question, picked: str) -> tuple[Path, str] | None:
    """Return the cause with those above it and the words added to it; None for an unknown one."""
    found = {path[-1].key: path for path in paths(question.root_causes)}
    if picked in found:
        return found[picked], ""
    key, between, words = picked.partition(BETWEEN)
    path = found.get(key)
    if not between or path is None or not path[-1].free_text:
        return None
    return path, words.strip()


def refusal(question: Question, picked: Iterable[str]) -> str:
    """Return why causes cannot have been picked for a question, or nothing."""
    taken: set[str] = set()
    for one in picked:
        found = split(question, one)
        if found is None:
            return f"The question “{question.key}” has no cause “{one[:60]}”. Reload the page."
        path, words = found
        if len(words) > LONGEST_WORDS:
            return f"Shorten the words for “{path[-1].label}” to {LONGEST_WORDS} characters."
        if path[-1].key in taken:
            return f"The cause “{path[-1].label}” is picked twice: keep one."
        taken.add(path[-1].key)
    return ""


def cause_words(question: Question, picked: Iterable[str]) -> tuple[str, ...]:
    """Say picked causes as people read them: `Tools › Search: “found nothing”`, narrowest only.

    A cause is left out where a narrower one below it was picked too.
    """
    found = [each for one in picked if (each := split(question, one)) is not None]
    wider = {cause.key for path, _ in found for cause in path[:-1]}
    said = []
    for path, words in found:
        if path[-1].key not in wider or words:
            label = " › ".join(cause.label for cause in path)
            said.append(f"{label}: “{words}”" if words else label)
    return tuple(said)
