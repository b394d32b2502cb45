"""Why an interaction is flagged: the model's own largest contributions, in words, with turns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scorecards.flagging import phrases
from scorecards.flagging.estimator import Model
from scorecards.flagging.example import AGENT, CUSTOMER, Mark
from scorecards.flagging.reading import Reading
from scorecards.flagging.words import spans

MOST_REASONS = 3
MOST_WORDS = 3
MOST_MARKS = 6
# Less than this, in log-odds, changes a chance of 20 % by under a point.
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a key for counting, its words, its share of the log-odds, where to look."""

    key: str
    title: str
    detail: str
    contribution: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """How a number is put into words above and below what is typical.

    None where that side is nothing to say. Numbers with one key make one reason.
    """

    key: str
    more: str | None
    less: str | None
    unit: str


_COUNT, _SHARE, _SECONDS, _YES = "count", "share", "seconds", "yes"
_SHORT, _LONG = "Shorter than usual", "Longer than usual"
_REPLY = "Customer's turns are longer than usual", "Customer's turns are shorter than usual"
_NO = "Customer said no or objected", None
_THANKS = None, "Little agreement or thanks from the customer"
_CANNOT = "Agent said what is not possible", None
_WAIT = "Long wait without a word", None
SAYINGS: Mapping[str, Saying] = {
    "customer_repeats": Saying("repeated", "Customer repeated the problem", None, _COUNT),
    "no_next_step": Saying("no_next_step", "No next step heard", None, _YES),
    "longest_wait_s": Saying("wait", *_WAIT, _SECONDS),
    "typical_wait_s": Saying("wait", "Long waits between turns", None, _SECONDS),
    "longest_silence_s": Saying("wait", *_WAIT, _SECONDS),
    "silence_share": Saying("wait", "Much silence", None, _SHARE),
    "hold_s": Saying("wait", "Long hold", None, _SECONDS),
    "first_response_s": Saying("late", "First answer came late", None, _SECONDS),
    "resolution_s": Saying("late", "Took long to resolve", None, _SECONDS),
    "contacts_before_7d": Saying("repeat_contact", "Second contact in 7 days", None, _COUNT),
    "escalation": Saying("escalation", "Escalation words", None, _COUNT),
    "transfers": Saying("handed_over", "Handed over", None, _COUNT),
    "escalated": Saying("handed_over", "Escalated", None, _YES),
    "reopened": Saying("reopened", "Opened again after closing", None, _YES),
    "overlaps": Saying("overlap", "Spoke at the same time", None, _COUNT),
    "customer_no": Saying("customer_no", *_NO, _SHARE),
    "closing_no": Saying("customer_no", "Customer said no near the end", None, _SHARE),
    "customer_approves": Saying("no_thanks", *_THANKS, _SHARE),
    "closing_approves": Saying("no_thanks", None, "Little agreement or thanks at the end", _SHARE),
    "agent_cannot": Saying("cannot", *_CANNOT, _SHARE),
    "closing_cannot": Saying(
        "cannot", "Agent said near the end what is not possible", None, _SHARE
    ),
    "apologies": Saying("cannot", "Agent apologised", None, _COUNT),
    "agent_repeats": Saying("agent_repeated", "Agent said the same again", None, _COUNT),
    "no_greeting": Saying("no_greeting", "No greeting heard", None, _YES),
    "customer_questions": Saying("questions", "Customer asked more than usual", None, _SHARE),
    "agent_questions": Saying("agent_questions", "Agent asked more than usual", None, _SHARE),
    "agent_share": Saying(
        "share", "Agent has most of the words", "Agent has few of the words", _SHARE
    ),
    "agent_words_per_turn": Saying(
        "agent_turns",
        "Agent's turns are longer than usual",
        "Agent's turns are shorter than usual",
        _COUNT,
    ),
    "customer_words_per_turn": Saying("customer_turns", *_REPLY, _COUNT),
    "customer_last_words": Saying(
        "customer_turns", "Customer's last turn is long", "Customer's last turn is short", _COUNT
    ),
    "customer_longer": Saying(
        "customer_turns", "Customer's turns grew longer", "Customer's turns grew shorter", _COUNT
    ),
    "customer_last": Saying("unanswered", "Customer had the last word", None, _YES),
    "customer_exclaims": Saying("exclaims", "Customer uses exclamation marks", None, _SHARE),
    "words": Saying("length", _LONG, _SHORT, _COUNT),
    "turns": Saying("length", "More turns than usual", "Fewer turns than usual", _COUNT),
    "duration_s": Saying("length", "Took longer than usual", "Took less time than usual", _SECONDS),
}
_KINDS = {
    "escalation": phrases.ESCALATION,
    "apologies": phrases.APOLOGY,
    "customer_no": phrases.REFUSAL,
    "closing_no": phrases.REFUSAL,
    "agent_cannot": phrases.CANNOT,
    "closing_cannot": phrases.CANNOT,
}
_WORD_PARTS = {"customer": CUSTOMER, "closing": CUSTOMER, "agent": AGENT}


@dataclass(frozen=True, slots=True)
class _Part:
    """One column's share in one conversation."""

    column: tuple[str, str]
    contribution: float
    value: float

    @property
    def part(self) -> str:
        return self.column[0]

    @property
    def name(self) -> str:
        return self.column[1]


class Reasons:
    """Explains one model; made once, used for many conversations."""

    def __init__(self, model: Model, most: int = MOST_REASONS) -> None:
        self.model = model
        self.most = most
        self.columns = [
            (part, name) for part, _, name in (n.partition("__") for n in model.names())
        ]
        self.typical = model.typical()

    def explain(self, readings: Sequence[Reading]) -> list[tuple[Reason, ...]]:
        """Up to three reasons for each conversation, the largest first.

        A reason is given only if it raises the chance and what it says is so in this
        conversation. None may be left: then the chance is made of many small things.
        """
        if not readings:
            return []
        values = self.model.values(readings)
        coefficients = self.model.coefficients()
        found = []
        for row, reading in enumerate(readings):
            at = slice(values.indptr[row], values.indptr[row + 1])
            parts = [
                _Part(self.columns[j], float(coefficients[j] * v), float(v))
                for j, v in zip(values.indices[at], values.data[at], strict=True)
            ]
            found.append(self._reasons(reading, parts))
        return found

    def _reasons(self, reading: Reading, parts: Sequence[_Part]) -> tuple[Reason, ...]:
        every = [
            *self._numbers(reading, parts),
            *_words(reading, parts),
            *_setting(parts),
        ]
        every = [r for r in every if r.contribution >= LEAST]
        every.sort(key=lambda r: (-r.contribution, r.key))
        return tuple(every[: self.most])

    def _numbers(self, reading: Reading, parts: Iterable[_Part]) -> Iterable[Reason]:
        groups: dict[str, list[_Part]] = {}
        for part in parts:
            if part.part == "number":
                groups.setdefault(SAYINGS[part.name].key, []).append(part)
            elif part.part == "length":
                groups.setdefault("length", []).append(part)
        for key, members in groups.items():
            together = sum(p.contribution for p in members)
            largest = max(members, key=lambda p: p.contribution)
            title = _title(largest)
            if title and together > 0 and largest.contribution > 0:
                marks = marks_of(reading, largest.name)
                yield Reason(key, title, self._detail(reading, largest), together, marks)

    def _detail(self, reading: Reading, part: _Part) -> str:
        name = "words" if part.part == "length" else part.name
        unit = SAYINGS[name].unit
        if unit == _YES:
            return ""
        here, usual = reading.number(name), self.typical[name]
        return f"{_shown(here, unit)}, typically {_shown(usual, unit)}"


def _title(part: _Part) -> str | None:
    if part.part == "length":
        return f"Unusually {part.name}"
    saying = SAYINGS[part.name]
    return saying.more if part.value > 0 else saying.less


def _shown(value: float, unit: str) -> str:
    if unit == _SHARE:
        return f"{100 * value:.0f} %"
    if unit == _SECONDS:
        return f"{value:.0f} s" if value < 120 else f"{value / 60:.0f} min"
    shown = f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}"
    return shown.removesuffix(".0")


def _words(reading: Reading, parts: Sequence[_Part]) -> Iterable[Reason]:
    for side, title in ((CUSTOMER, "Words of the customer"), (AGENT, "Words of the agent")):
        terms: dict[str, float] = {}
        for p in parts:
            if _WORD_PARTS.get(p.part) == side:
                terms[p.name] = terms.get(p.name, 0.0) + p.contribution
        top = sorted((-c, t) for t, c in terms.items() if c > 0)[:MOST_WORDS]
        if top:
            quoted = [t for _, t in top]
            marks = tuple(m for t in quoted for m in _spoken(reading, side, t))[:MOST_MARKS]
            detail = ", ".join(f"“{t}”" for t in quoted)
            yield Reason(f"words_{side}", title, detail, -sum(c for c, _ in top), marks)


def _spoken(reading: Reading, side: str, term: str) -> list[Mark]:
    wanted = tuple(term.split(" "))
    return [
        _mark(reading, i, k, k + len(wanted))
        for i, said in reading.said(side)
        for k in range(len(said) - len(wanted) + 1)
        if said[k : k + len(wanted)] == wanted
    ]


def _mark(reading: Reading, turn: int, first: int, after: int) -> Mark:
    where = spans(reading.conversation.turns[turn].text)
    return Mark(turn, where[first][0], where[after - 1][1])


def marks_of(reading: Reading, name: str) -> tuple[Mark, ...]:
    """The turns behind a number; with the characters where it counts phrases."""
    kind = _KINDS.get(name)
    book = phrases.phrasebook(reading.conversation.language)
    turns = reading.marks.get(name, ())
    if kind is None or book is None:
        return tuple(Mark(i) for i in turns[:MOST_MARKS])
    found = [
        _mark(reading, i, first, after)
        for i in turns
        for heard, first, after in book.found(reading.words[i])
        if heard == kind
    ]
    return tuple(found[:MOST_MARKS])


def _setting(parts: Iterable[_Part]) -> Iterable[Reason]:
    for p in parts:
        kind, _, name = p.name.partition("_")
        if p.part == "setting" and p.contribution > 0 and name:
            title = f"This {kind} is found low more often"
            known = "" if name == "infrequent_sklearn" else name
            yield Reason(kind, title, known, p.contribution, ())
