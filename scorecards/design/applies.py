"""Which scorecard an interaction gets: team before topic before channel before direction."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

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
    verdicts = tuple(verdict_on(document, subject) for document in documents)
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
    return tuple(bool(wanted) for _name, wanted, _given in _criteria(document, Subject("")))


def verdict_on(document: ScorecardDocument, subject: Subject) -> Verdict:
    """Whether one scorecard applies to what decides of an interaction, and why, in words."""
    if document.about == "review":
        words = _("does not apply: it scores reviews, not interactions.")
        return Verdict(document, False, str(words))
    criteria = [item for item in _criteria(document, subject) if item[1]]
    for name, wanted, given in criteria:
        if not _holds(wanted, given):
            return Verdict(document, False, _not_for(name, wanted, given))
    if not criteria:
        return Verdict(document, True, str(_("applies to every interaction.")))
    named = _(" and ").join(
        _("the %(what)s “%(given)s”", what=_named(name), given=given)
        for name, _wanted, given in criteria
    )
    return Verdict(document, True, str(_("applies: it is for %(named)s.", named=named)))


def _not_for(name: str, wanted: Sequence[str], given: str | None) -> str:
    words = {"what": _named(name), "wanted": _any_of(wanted), "given": given}
    if given:
        return str(
            _(
                "does not apply: it is for the %(what)s %(wanted)s, and it has the %(what)s "
                "“%(given)s”.",
                **words,
            )
        )
    return str(
        _(
            "does not apply: it is for the %(what)s %(wanted)s, and its %(what)s is not known.",
            **words,
        )
    )


def _named(criterion: str) -> str:
    names = {
        "team": _("team"),
        "topic": _("topic"),
        "channel": _("channel"),
        "direction": _("direction"),
    }
    return str(names[criterion])


def _holds(wanted: Sequence[str], given: str | None) -> bool:
    return given is not None and folded(given) in {folded(item) for item in wanted}


def _any_of(wanted: Sequence[str]) -> str:
    return str(_(" or ").join(f"“{item}”" for item in wanted))


def _beside(fitting: Sequence[Verdict], winners: Sequence[Verdict]) -> str:
    """Say what else applied and why it lost."""
    words = ""
    if len(winners) > 1:
        others = ", ".join(f"“{verdict.document.title}”" for verdict in winners[1:])
        words += " " + _("%(others)s would do as well; the first by title is taken.", others=others)
    losers = [verdict for verdict in fitting if verdict not in winners]
    if losers:
        names = ", ".join(sorted(f"“{verdict.document.title}”" for verdict in losers))
        words += " " + _(
            "It comes before %(names)s, since it is more specific (team, then topic, then "
            "channel, then direction).",
            names=names,
        )
    return words


def _nothing(documents: Sequence[ScorecardDocument], subject: Subject) -> str:
    if not documents:
        return str(_("No scorecard is published yet: publish one."))
    return str(
        _(
            "No published scorecard applies to this %(channel)s interaction.",
            channel=subject.channel,
        )
    )
