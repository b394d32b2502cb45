"""Writes measured figures with their interval, or why there is none."""

from __future__ import annotations

from qa_app.web.formatting import NONE, interval, number
from scorecards.calibration.rows import Figure, Undefined
from scorecards.calibration.words import reason_in_words


def figure_words(figure: Figure | Undefined, times: float = 1, digits: int = 2) -> str:
    """`0.84 (0.77–0.90)`, times a factor; without an interval the value alone, `–` for nothing."""
    if isinstance(figure, Undefined):
        return NONE
    value = number(figure.value * times, digits)
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({interval(figure.low * times, figure.high * times, digits)})"


def reason_words(figure: Figure | Undefined) -> str:
    """Why there is no figure or no interval, in words."""
    return reason_in_words(figure)
