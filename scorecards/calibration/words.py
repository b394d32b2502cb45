"""The words for what calibration and severity say, and for why there is nothing to say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as translated
from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from scorecards.calibration.rows import Figure, Undefined
from scorecards.calibration.strictness import Adjusted, NotEstimable, Strictness

UNDEFINED = {
    "no_rows": _("Nobody has judged anything yet."),
    "one_rater": _("Only one person has judged, so that nobody can agree or disagree."),
    "one_subject": _("Only one interaction was judged by two people; chance needs at least two."),
    "nothing_in_common": _("No two people have judged the same interaction."),
    "no_variation": _(
        "All verdicts are the same. Whether that is agreement or habit, these data cannot tell."
    ),
    "too_few_subjects": _("Too few interactions for an interval."),
    "no_disagreement_seen": _(
        "No disagreement was seen, so that it cannot be told how much there might be."
    ),
    "resamples_without_variation": _("The verdicts vary too little for an interval."),
}
NOT_GIVEN = {
    "nobody_there": _("nobody else reviews that team, or nobody is there"),
    "own_interaction": _("only the agent themselves could review it"),
    "reviewed_before": _("everybody who could has reviewed it already"),
    "own_team": _("everybody who could belongs to the agent's own team"),
}
STRENGTH = {
    "reliable": _("reliable"),
    "tentative": _("good enough for tentative conclusions only"),
    "unreliable": _("too low to rely on"),
}


def reason_in_words(figure: Figure | Undefined) -> str:
    """Why there is no figure or no interval; empty where there are both."""
    return str(UNDEFINED[figure.reason]) if figure.reason else ""


def strength_in_words(alpha: Figure) -> str:
    """What an alpha of this size is good for: Krippendorff's customary limits, .8 and .667."""
    name = "reliable" if alpha.value >= 0.8 else "tentative"
    return str(STRENGTH[name if alpha.value >= 0.667 else "unreliable"])


def not_estimable_in_words(missing: NotEstimable) -> str:
    """Why there is no severity, or none of this reviewer or agent."""
    counts = {"n": missing.n, "needed": missing.needed}
    match missing.why:
        case "no_scores":
            return gettext("There are no scored reviews yet.")
        case "too_few_reviewers":
            return gettext(
                "Only %(n)s reviewers can be compared; %(needed)s are needed, since of two nobody"
                " can say which one is strict.",
                **counts,
            )
        case "too_few_agents":
            return gettext("Only %(n)s agents were reviewed; %(needed)s are needed.", **counts)
        case "too_few_evaluations" | "too_few_reviews":
            return gettext("Only %(n)s reviews so far; %(needed)s are needed.", **counts)
        case "too_few_shared":
            return gettext(
                "Only %(n)s reviews of agents whom others have reviewed too; %(needed)s are"
                " needed.",
                **counts,
            )
        case "no_variation":
            return gettext("All scores are the same, so that reviewers do not differ in them.")
        case "not_settled":
            return gettext("The computation did not settle; more reviews are needed.")
        case "shares_no_agents":
            return gettext(
                "Too few reviewers share agents: whether the agents are weaker or the reviewers"
                " stricter cannot be told."
            )
        case "own_questions":
            return gettext(
                "Nobody else answers the same questions: whether the questions are harder or the"
                " reviewer stricter cannot be told."
            )
        case "reviewers_not_comparable":
            return gettext("The agent's reviewers cannot be compared with each other.")


def strictness_in_words(one: Strictness) -> str:
    """How strict a reviewer is, with the interval, and no more than the data carry."""
    numbers = {"low": _points(one.low), "high": _points(one.high), "points": _points(one.points)}
    if one.verdict == "stricter":
        return gettext(
            "Gives about %(points)s points less for the same work than the other reviewers on the"
            " whole (95 %%: %(low)s to %(high)s less).",
            **numbers,
        )
    if one.verdict == "milder":
        numbers = {
            "points": _points(-one.points),
            "low": _points(-one.high),
            "high": _points(-one.low),
        }
        return gettext(
            "Gives about %(points)s points more for the same work than the other reviewers on the"
            " whole (95 %%: %(low)s to %(high)s more).",
            **numbers,
        )
    return gettext(
        "May be neither stricter nor milder than the others: between %(most)s points more and"
        " %(least)s points less for the same work (95 %%).",
        most=_points(-one.low),
        least=_points(one.high),
    )


def adjusted_in_words(one: Adjusted) -> str:
    """What lies between an agent's raw and adjusted points."""
    return strict_in_words(one.own_reviewers, one.evaluations)


def strict_in_words(strict: float, evaluations: int) -> str:
    """What those who gave `evaluations` reviews do to them, `strict` points fewer than the rest."""
    reviews = ngettext("%(num)s review", "%(num)s reviews", evaluations)
    if abs(strict) < 0.05:
        return gettext(
            "The reviewers of these %(reviews)s were neither stricter nor milder than the rest.",
            reviews=reviews,
        )
    numbers = {"points": _points(abs(strict)), "reviews": reviews}
    if strict > 0:
        return gettext(
            "The reviewers of these %(reviews)s were on the whole %(points)s points stricter than"
            " the rest; this is added.",
            **numbers,
        )
    return gettext(
        "The reviewers of these %(reviews)s were on the whole %(points)s points milder than the"
        " rest; this is taken off.",
        **numbers,
    )


def gettext(message: str, **values: Any) -> str:
    """Translated, as text."""
    return str(translated(message, **values))


def _points(value: float) -> str:
    return f"{value:.1f}"
