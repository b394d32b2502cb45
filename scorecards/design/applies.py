"""Which scorecard an interaction gets: team before topic before channel before direction."""

from collections.abc import Sequence
from dataclasses import dataclass

from scorecards.design.document import AppliesTo, ScorecardDocument
from scorecards.design.exact import folded


@dataclass(frozen=True)
class Subject:
    """What of an interaction decides; None where it is not known."""

    channel: str
    team: str | None = None
    topic: str | None = None
    direction: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether one scorecard applies, and why, in words."""

    document: ScorecardDocument
    applies: bool
    reason: str


@dataclass(frozen=True)
class Choice:
    """The scorecard that applies (None if none does), why, and the verdict on each of them.

    `tied` are the titles of scorecards that were exactly as specific and came later by title.
    """

    chosen: ScorecardDocument | None
    reason: str
    verdicts: tuple[Verdict, ...]
    tied: tuple[str, ...] = ()


Criterion = tuple[str, Sequence[str], str | None]
Rank = tuple[bool, ...]


def applicable(documents: Sequence[ScorecardDocument], subject: Subject) -> Choice:
    """Choose among published scorecards.

    Every list that a scorecard gives must hold the interaction. Of those that apply, one that
    names the team wins; among these one that names the topic; then channel, then direction.
    Scorecards alike in all of it are taken in order of title, and the tie is told.
    """
    verdicts = tuple(_verdict(document, subject) for document in documents)
    fitting = [verdict for verdict in verdicts if verdict.applies]
    if not fitting:
        return Choice(None, _nothing(documents, subject), verdicts)
    best = max(_rank(verdict.document) for verdict in fitting)
    winners = sorted(
        (verdict for verdict in fitting if _rank(verdict.document) == best),
        key=lambda verdict: verdict.document.title,
    )
    tied = tuple(verdict.document.title for verdict in winners[1:])
    reason = f"“{winners[0].document.title}” {winners[0].reason}" + _beside(fitting, winners)
    return Choice(winners[0].document, reason, verdicts, tied)


def _criteria(document: ScorecardDocument, subject: Subject) -> tuple[Criterion, ...]:
    """What a scorecard asks for, most decisive first; its own channel counts as a list of one."""
    rule = document.applies_to or AppliesTo()
    own = (document.channel,) if document.channel else ()
    return (
        ("team", rule.teams, subject.team),
        ("topic", rule.topics, subject.topic),
        ("channel", rule.channels or own, subject.channel),
        ("direction", rule.directions, subject.direction),
    )


def _rank(document: ScorecardDocument) -> Rank:
    return tuple(bool(wanted) for _, wanted, _ in _criteria(document, Subject("")))


def _verdict(document: ScorecardDocument, subject: Subject) -> Verdict:
    if document.about == "review":
        return Verdict(document, False, "does not apply: it scores reviews, not interactions.")
    criteria = [item for item in _criteria(document, subject) if item[1]]
    for name, wanted, given in criteria:
        if not _holds(wanted, given):
            what = f"it has the {name} “{given}”" if given else f"its {name} is not known"
            reason = f"does not apply: it is for the {name} {_any_of(wanted)}, and {what}."
            return Verdict(document, False, reason)
    if not criteria:
        return Verdict(document, True, "applies to every interaction.")
    named = " and ".join(f"the {name} “{given}”" for name, _, given in criteria)
    return Verdict(document, True, f"applies: it is for {named}.")


def _holds(wanted: Sequence[str], given: str | None) -> bool:
    return given is not None and folded(given) in {folded(item) for item in wanted}


def _any_of(wanted: Sequence[str]) -> str:
    return " or ".join(f"“{item}”" for item in wanted)


def _beside(fitting: Sequence[Verdict], winners: Sequence[Verdict]) -> str:
    """Say what else applied and why it lost."""
    words = ""
    if len(winners) > 1:
        others = ", ".join(f"“{verdict.document.title}”" for verdict in winners[1:])
        words += f" {others} would do as well; the first by title is taken."
    losers = [verdict for verdict in fitting if verdict not in winners]
    if losers:
        names = ", ".join(sorted(f"“{verdict.document.title}”" for verdict in losers))
        step = "team, then topic, then channel, then direction"
        words += f" It comes before {names}, since it is more specific ({step})."
    return words


def _nothing(documents: Sequence[ScorecardDocument], subject: Subject) -> str:
    if not documents:
        return "No scorecard is published yet: publish one."
    return f"No published scorecard applies to this {subject.channel} interaction."
