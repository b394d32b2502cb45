"""Root causes that a reviewer picked: `key`, or `key: own words` where the cause asks for words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

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
            return str(
                _(
                    "The question “%(key)s” has no cause “%(cause)s”. Reload the page.",
                    key=question.key,
                    cause=one[:60],
                )
            )
        path, words = found
        if len(words) > LONGEST_WORDS:
            return str(
                _(
                    "Shorten the words for “%(label)s” to %(longest_words)s characters.",
                    label=path[-1].label,
                    longest_words=LONGEST_WORDS,
                )
            )
        if path[-1].key in taken:
            return str(_("The cause “%(label)s” is picked twice: keep one.", label=path[-1].label))
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
