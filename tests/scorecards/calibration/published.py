"""Data sets with published results, against which the statistics are checked."""

from __future__ import annotations

from scorecards.calibration.rows import Row, Value

NAN = None
FOUR_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3),
    (NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN),
)
"""Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers,
twelve units, some without a verdict."""

MEG_AND_OWEN = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))
"""The same, section A: two observers, two values."""

BEN_AND_GERRY = (tuple("aabbdcccedda"), tuple("babbbcccedd") + ("d",))
"""The same, section B: two observers, five values."""

DIAGNOSES = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
"""Cohen (1968), Psychological Bulletin 70: 213-220, table 1, as counts of 200."""

XEROMAMMOGRAMS = ((21, 12, 0, 0), (4, 17, 1, 0), (3, 9, 15, 2), (0, 0, 0, 1))
"""Two radiologists' readings: Boyd et al. (1982), J. National Cancer Institute 68: 357-363, as in
Altman (1991), Practical Statistics for Medical Research, §14.3."""

FUN = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
"""Husbands' and wives' answers: Hout, Duncan and Sobel (1987), as in Agresti (1990), Categorical
Data Analysis, and in the manual of R's package vcd."""

DYESTUFF = (
    (1545, 1440, 1440, 1520, 1580),
    (1540, 1555, 1490, 1560, 1495),
    (1595, 1550, 1605, 1510, 1560),
    (1445, 1440, 1595, 1465, 1545),
    (1595, 1630, 1515, 1635, 1625),
    (1520, 1455, 1450, 1480, 1445),
)
"""Yields of six batches: Davies (1947), Statistical Methods in Research and Production."""

NO_BATCHES = (
    (7.298, 3.846, 2.434, 9.566, 7.990),
    (5.220, 6.556, 0.608, 11.788, -0.892),
    (0.110, 10.386, 13.434, 5.510, 8.166),
    (2.212, 4.852, 7.092, 9.288, 4.980),
    (0.282, 9.014, 4.458, 9.446, 7.198),
    (1.722, 4.782, 8.106, 0.758, 3.758),
)
"""Made so that batches differ less than chance would have them: Box and Tiao (1973), Bayesian
Inference in Statistical Analysis, table 5.1.4."""


def rows(table: tuple[tuple[object, ...], ...]) -> list[Row]:
    """A table of raters by subjects as rows of one question; None is no verdict."""
    return [
        Row(f"u{unit:02}", f"r{rater}", "q", _value(value))
        for rater, line in enumerate(table)
        for unit, value in enumerate(line)
        if value is not None
    ]


def pairs(table: tuple[tuple[int, ...], ...]) -> dict[str, tuple[Value, Value]]:
    """A square table of counts as two verdicts a subject."""
    return {
        f"{i}-{j}-{number}": (float(i), float(j))
        for i, line in enumerate(table)
        for j, count in enumerate(line)
        for number in range(count)
    }


def _value(value: object) -> Value:
    return float(value) if isinstance(value, int) else str(value)
