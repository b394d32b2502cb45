"""Tells from the names in a transcript who is the agent, the customer, a bot or the system."""

import re
from collections.abc import Collection, Iterable

from transcription.intake.records import Speaker

_WORDS: dict[Speaker, frozenset[str]] = {
    "agent": frozenset({
        "agent", "representative", "rep", "advisor", "adviser", "operator", "support", "staff",
        "associate", "employee", "consultant", "csr", "support agent", "service agent",
    }),
    "customer": frozenset({
        "customer", "client", "caller", "visitor", "guest", "user", "consumer", "contact",
    }),
    "bot": frozenset({"bot", "chatbot", "virtual agent", "virtual assistant", "assistant", "ivr"}),
    "system": frozenset({"system", "note"}),
}  # fmt: skip
_NUMBER = re.compile(r"[\s_#-]*\d+$")
LABEL_CHARACTERS = 60


class SpeakersUnclear(Exception):
    """Names of which nothing says whether they are agents or customers; the names are given."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(", ".join(self.names))


def roles(names: Iterable[str], agents: Collection[str] = ()) -> dict[str, Speaker]:
    """The part of each name, in the order given.

    A name is an agent's if `agents` holds it (upper and lower case alike), or one of the words for
    agents ("Agent", "Agent 2"); the other parts likewise by their words. One name that is left over
    is the customer where an agent is known, and the agent where a customer is; several that are
    left are customers where `agents` were named. Raises SpeakersUnclear with all that are left.
    """
    ours = {name.strip().casefold() for name in agents}
    found: dict[str, Speaker | None] = {}
    for name in names:
        found[name] = "agent" if name.strip().casefold() in ours else _by_word(name)
    left = [name for name, role in found.items() if role is None]
    role = _of_those_left(len(left), set(found.values()), is_named=bool(ours))
    if left and role is None:
        raise SpeakersUnclear(left)
    return {name: known or role or "customer" for name, known in found.items()}


def _by_word(name: str) -> Speaker | None:
    word = _NUMBER.sub("", name.strip()).casefold()
    return next((role for role, words in _WORDS.items() if word in words), None)


def _of_those_left(count: int, known: set[Speaker | None], *, is_named: bool) -> Speaker | None:
    if "agent" in known and (count == 1 or is_named):
        return "customer"
    if count == 1 and "customer" in known and not is_named:
        return "agent"
    return None
