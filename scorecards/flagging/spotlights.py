"""Rules that point at a place in an interaction, beside the model and without any learning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scorecards.flagging import phrases
from scorecards.flagging.example import AGENT, CUSTOMER, Conversation, Mark, sides
from scorecards.flagging.phrases import Phrasebook, book, phrasebook
from scorecards.flagging.timing import gaps
from scorecards.flagging.words import spans, words
from transcription.redaction.kinds import PLACEHOLDERS, Kind

# Channels on which one hears a silence; elsewhere the same gap is ordinary.
SPOKEN = frozenset({"phone"})
PAYMENT = tuple(PLACEHOLDERS[kind] for kind in (Kind.CARD, Kind.CARD_CODE, Kind.IBAN))


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a rule speaks; None switches it off. A centre sets its own."""

    silence_s: float | None = 20
    wait_s: float | None = 300
    hold_s: float | None = 180
    greeting: bool = True
    verification: bool = False
    escalation: bool = True
    contacts_before: int | None = 1
    least_words: int | None = 20
    most_words: int | None = 3000
    csat: int | None = 2
    nps: int | None = 6
    ces: int | None = 2
    payment: bool = True
    phrases: Mapping[str, Sequence[str]] = field(default_factory=dict)


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Spotlight:
    """One finding: the rule's key, its words, what was measured, and where to look."""

    key: str
    title: str
    detail: str
    marks: tuple[Mark, ...] = ()


def spotlights(
    conversation: Conversation,
    limits: Limits = DEFAULT_LIMITS,
    survey: Mapping[str, float | None] | None = None,
) -> tuple[Spotlight, ...]:
    """All that the rules find, in a fixed order. `survey` holds "csat", "nps", "ces"."""
    return (
        *_pauses(conversation, limits),
        *_holds(conversation, limits),
        *_openings(conversation, limits),
        *_escalation(conversation, limits),
        *_contacts(conversation, limits),
        *_payment(conversation, limits),
        *_length(conversation, limits),
        *_survey(survey or {}, limits),
        *_custom(conversation, limits),
    )


def _pauses(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    found = gaps(conversation, sides(conversation.turns))
    if conversation.channel in SPOKEN:
        least, key, title = limits.silence_s, "silence", "Long silence"
    else:
        least, key, title = limits.wait_s, "wait", "Long wait for an answer"
        found = [g for g in found if g.wait]
    if least is None:
        return
    for gap in found:
        if gap.seconds >= least:
            yield Spotlight(key, title, f"{gap.seconds:.0f} s before this turn", (Mark(gap.turn),))


def _fact(conversation: Conversation, name: str) -> float | None:
    value = conversation.facts.get(name)
    return float(value) if isinstance(value, int | float) else None


def _holds(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    held = _fact(conversation, "hold_s")
    if held is not None and limits.hold_s is not None and held >= limits.hold_s:
        yield Spotlight("hold", "Long hold", f"{held:.0f} s on hold in all")


def _contacts(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    before = _fact(conversation, "contacts_before_7d")
    least = limits.contacts_before
    if before is not None and least is not None and before >= least:
        yield Spotlight("repeat_contact", "Repeated contact", f"{before:.0f} in 7 days before")


def _heard(
    conversation: Conversation, side: str | None, lookup: Phrasebook, kind: str
) -> list[Mark]:
    """Where a side (None: anyone) says a phrase of this kind."""
    found = []
    for i, who in enumerate(sides(conversation.turns)):
        if side is not None and who != side:
            continue
        text = conversation.turns[i].text
        hits = [h for h in lookup.found(words(text)) if h[0] == kind]
        if hits:
            where = spans(text)
            found += [Mark(i, where[first][0], where[after - 1][1]) for _, first, after in hits]
    return found


def _openings(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    """Nothing is claimed in a language whose phrases are not shipped."""
    lookup = phrasebook(conversation.language)
    agent = [i for i, who in enumerate(sides(conversation.turns)) if who == AGENT]
    if lookup is None or not agent:
        return
    at = (Mark(agent[0]),)
    greeted = {m.turn for m in _heard(conversation, AGENT, lookup, phrases.GREETING)}
    if limits.greeting and not greeted & set(agent[:2]):
        yield Spotlight("no_greeting", "No greeting", "In the agent's first two turns", at)
    if limits.verification and not _heard(conversation, AGENT, lookup, phrases.VERIFICATION):
        yield Spotlight("no_verification", "No verification", "In any turn of the agent", at)


def _escalation(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    lookup = phrasebook(conversation.language)
    if limits.escalation and lookup is not None:
        yield from _quoted(
            conversation,
            "escalation",
            "Escalation words",
            _heard(conversation, CUSTOMER, lookup, phrases.ESCALATION),
        )


def _quoted(
    conversation: Conversation, key: str, title: str, marks: Sequence[Mark]
) -> Iterable[Spotlight]:
    if marks:
        said = [conversation.turns[m.turn].text[m.start : m.end] for m in marks]
        quoted = ", ".join(f"“{s}”" for s in dict.fromkeys(said))
        yield Spotlight(key, title, quoted, tuple(marks))


def _payment(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    """Redaction leaves its mask where payment data was; the data itself is gone."""
    marks = []
    for i, turn in enumerate(conversation.turns):
        for mask in PAYMENT if limits.payment else ():
            start = turn.text.find(mask)
            if start >= 0:
                marks.append(Mark(i, start, start + len(mask)))
    if marks:
        yield Spotlight("payment", "Payment data given", "Masked before storing", tuple(marks))


def _length(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    who = sides(conversation.turns)
    n = sum(len(words(t.text)) for t, w in zip(conversation.turns, who, strict=True) if w)
    if not conversation.turns:
        return
    if limits.least_words is not None and n < limits.least_words:
        yield Spotlight("short", "Very short", f"{n} words")
    if limits.most_words is not None and n > limits.most_words:
        yield Spotlight("long", "Very long", f"{n} words")


def _survey(survey: Mapping[str, float | None], limits: Limits) -> Iterable[Spotlight]:
    for name, most in (("csat", limits.csat), ("nps", limits.nps), ("ces", limits.ces)):
        given = survey.get(name)
        if given is not None and most is not None and given <= most:
            yield Spotlight("survey", "Low survey answer", f"{name.upper()} {given:g}")


def _custom(conversation: Conversation, limits: Limits) -> Iterable[Spotlight]:
    if not limits.phrases:
        return
    lookup = book((name, words(p)) for name, each in limits.phrases.items() for p in each)
    for name in limits.phrases:
        yield from _quoted(conversation, "phrase", name, _heard(conversation, None, lookup, name))
