"""What the card's page says of a stored card: sentences, rows and charts."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from scorecards.flagging import card_charts, card_page


def interval(value: float, low: float, high: float) -> dict[str, float]:
    return {"value": value, "low": low, "high": high}


CARD: dict[str, Any] = {
    "arm": "random",
    "by_time": True,
    "agents_apart": True,
    "parts": 5,
    "test_from": "2026-09-01T08:00:00+00:00",
    "test_to": "2026-10-31T23:30:00+00:00",
    "trained_from": "2025-12-30T08:00:00+00:00",
    "trained_to": "2026-10-31T17:00:00+00:00",
    "low_means": "Under 80 %, or a critical fail",
    "pools": {"random": 90, "targeted": 10},
    "cut": {"share": 0.15},
    "figures": {
        "n": 100,
        "lows": 23,
        "tops": [
            {"share": share, "recall": interval(2 * share, share, 3 * share),
             "lift": interval(2, 1, 3)}
            for share in (0.05, 0.1, 0.2)
        ],
        "curve": [[0.0, interval(0, 0, 0)], [0.1, interval(0.2, 0.1, 0.3)],
                  [0.2, interval(0.4, 0.2, 0.6)], [1.0, interval(1, 1, 1)]],
    },
    "calibration": [
        {"n": 60, "predicted": 0.1, "observed": interval(0.12, 0.05, 0.2)},
        {"n": 40, "predicted": 0.7, "observed": interval(0.9, 0.8, 0.95)},
    ],
    "groups": [
        {"group": "Channel: chat", "n": 60, "flagged": interval(0.2, 0.1, 0.31),
         "low_when_reviewed": interval(0.25, 0.1, 0.4), "look": False},
        {"group": "Channel: phone", "n": 40, "flagged": interval(0.3, 0.2, 0.41),
         "low_when_reviewed": None, "look": True},
        {"group": "Language: de", "n": 60, "flagged": interval(0.2, 0.1, 0.3),
         "low_when_reviewed": None, "look": False},
        {"group": "Topic: Returns: late", "n": 60, "flagged": interval(0.2, 0.1, 0.3),
         "low_when_reviewed": None, "look": False},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _words(app: Flask) -> None:
    """Sentences are translated within the application."""


def test_the_random_arm_is_named_with_its_days_in_the_readers_zone() -> None:
    assert card_page.tested_on(CARD, "Europe/Berlin") == (
        "Random arm only, 1 Sep to 1 Nov 2026: 100 reviewed, 23 of them low"
    )
    assert card_page.caution(CARD) is None
    assert card_page.trained_on(CARD, "UTC") == "30 Dec 2025 to 31 Oct 2026"


def test_without_a_random_arm_the_card_says_what_it_holds_for() -> None:
    chosen = {**CARD, "arm": "all", "by_time": False, "agents_apart": False}
    assert card_page.tested_on(chosen, "UTC") == (
        "Cross-validated over all labels, 1 Sep to 31 Oct 2026: 100 reviewed, 23 of them low"
    )
    assert "not for all of them" in str(card_page.caution(chosen))
    assert card_page.split_in_words(chosen) == "Cross-validated in 5 parts, same agents in both"
    assert card_page.split_in_words(CARD) == "By time, agents kept apart"


def test_calibration_is_counted_and_thin_ends_are_said() -> None:
    assert card_page.calibration_in_words(CARD) == "1 of 2 intervals meet the diagonal."
    good = {**CARD, "calibration": CARD["calibration"][:1]}
    assert card_page.calibration_in_words(good) == "All 1 intervals meet the diagonal."
    assert "only 40 were reviewed" in str(card_page.high_chances(CARD))
    assert card_page.high_chances(good) is None


def test_what_low_means() -> None:
    assert card_page.low_means(CARD, 72.5) == "Under 72.5 %, or a critical fail"
    varied = {**CARD, "low_means": "Under the pass mark of its scorecard, or a critical fail"}
    assert card_page.low_means(varied, 80).startswith("Under the pass mark of its scorecard")
    assert card_page.pools_in_words(CARD) == "90 random, 10 targeted"


def test_groups_are_named_and_parted_by_kind() -> None:
    rows = card_page.group_rows(CARD)
    assert [(row.kind, row.name, row.first) for row in rows] == [
        ("Channel", "Chat", True),
        ("Channel", "Phone", False),
        ("Language", "German", True),
        ("Topic", "Returns: late", True),
    ]
    assert [(row.low_when_reviewed, row.look) for row in rows[:2]] == [(0.25, False), (None, True)]
    assert card_page.axis_end(rows) == 60
    assert card_page.axis_end([]) == 20


def test_tables_hold_the_figures_of_the_card() -> None:
    assert card_page.lift_rows(CARD)[0] == (0.05, 0.1, 0.05, 0.15000000000000002, 2, 1, 3)
    assert card_page.calibration_rows(CARD)[1] == (40, 0.7, 0.9, 0.8, 0.95)
    assert card_page.signed(-0.012) == "−0.01"


def test_the_curve_is_drawn_with_its_band_cut_and_chance() -> None:
    series = card_charts.gains_option(CARD)["series"]
    assert [one["type"] for one in series] == [
        "band", "line", "line", "line", "line", "line", "scatter", "scatter",
    ]  # fmt: skip
    assert series[0]["data"][1] == [10.0, 10.0, 30.0]
    assert series[1]["data"] == [[0, 0], [100, 100]]
    assert series[4]["data"] == [[20.0, 0], [20.0, 40.0]]
    assert series[5]["data"] == [[0.0, 0.0], [10.0, 20.0], [20.0, 40.0], [100.0, 100.0]]
    assert series[7]["label"]["formatter"] == "Cut: top 15 % finds 30 %"
    assert series[7]["data"] == [[15.0, 6]]


def test_found_at_a_point_of_the_curve_and_between() -> None:
    assert [round(card_charts.found_at(CARD, x), 3) for x in (0.0, 0.1, 0.15, 0.6, 1.0)] == [
        0.0, 0.2, 0.3, 0.7, 1.0,
    ]  # fmt: skip


def test_calibration_is_drawn_with_intervals_over_the_diagonal() -> None:
    series = card_charts.calibration_option(CARD)["series"]
    assert series[1] == {
        "type": "whisker",
        "data": [[10.0, 12.0, 5.0, 20.0], [70.0, 90.0, 80.0, 95.0]],
    }
