"""The figures of agreement as rows of CSV files."""

from __future__ import annotations

from collections.abc import Mapping

from scorecards.calibration.rows import Figure, Undefined
from scorecards.reviewers.agreement_page import QuestionLine
from scorecards.reviewers.pairs import Doubled
from transcription.interactions.models import Interaction

QUESTION_HEAD = (
    "question", "text", "level", "n", "differing", "percent", "percent_low", "percent_high",
    "kappa", "kappa_low", "kappa_high", "alpha", "alpha_low", "alpha_high", "why_not",
)  # fmt: skip
PAIR_HEAD = (
    "interaction", "at", "first_reviewer", "second_reviewer", "first_percent", "second_percent",
    "gap", "questions", "differing",
)  # fmt: skip


def question_row(line: QuestionLine) -> list[object]:
    """One question under `QUESTION_HEAD`; shares are 0 to 1."""
    figures = line.figures
    return [
        line.key,
        line.text,
        line.level,
        line.n,
        line.differing,
        *cells(figures.percent),
        *cells(figures.kappa),
        *cells(figures.alpha),
        figures.alpha.reason or "",
    ]


def pair_row(
    pair: Doubled, names: Mapping[int, str], interactions: Mapping[int, Interaction]
) -> list[object]:
    """One pair under `PAIR_HEAD`."""
    interaction = interactions[pair.interaction_id]
    return [
        f"{interaction.source}/{interaction.external_id}",
        pair.at.isoformat(),
        names[pair.first_by],
        names[pair.second_by],
        *(pair.scores or ("", "")),
        "" if pair.gap is None else round(pair.gap, 6),
        len(pair.answers),
        " ".join(pair.differing),
    ]


def cells(figure: Figure | Undefined) -> tuple[object, object, object]:
    """Value and interval, empty where there is none."""
    if isinstance(figure, Undefined):
        return "", "", ""
    return figure.value, _blank(figure.low), _blank(figure.high)


def _blank(value: float | None) -> object:
    return "" if value is None else value
