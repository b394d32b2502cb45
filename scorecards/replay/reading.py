"""A finished replay as its page shows it: verdicts that change, rows to link to, charts, files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from qa_app.web.formatting import number, percent, when
from scorecards.replay.models import Replay
from scorecards.replay.tally import BIN, BINS

Json = Mapping[str, Any]
Passed = bool | None


@dataclass(frozen=True)
class Row:
    """One evaluation before and after."""

    id: int
    before: float | None
    after: float | None
    passed_before: Passed
    passed_after: Passed

    @property
    def difference(self) -> float:
        """Points that it moves by; 0 where one of the two is no score."""
        return 0.0 if None in (self.before, self.after) else self.after - self.before  # type: ignore[operator]  # neither is None


def rows_of(rows: Sequence[Sequence[Any]]) -> list[Row]:
    """The stored rows, those that moved most first."""
    found = [Row(*row) for row in rows]
    return sorted(found, key=lambda row: (-abs(row.difference), row.id))


def failing(rows: Iterable[Row]) -> list[Row]:
    """Those that passed and would not any more."""
    return [row for row in rows if (row.passed_before, row.passed_after) == (True, False)]


def passing(rows: Iterable[Row]) -> list[Row]:
    """Those that did not pass and would."""
    return [row for row in rows if (row.passed_before, row.passed_after) == (False, True)]


def verdict_count(result: Json, before: Passed, after: Passed) -> int:
    """How many go from one verdict to another; None is without a verdict."""
    return sum(n for was, now, n in result["verdicts"] if (was, now) == (before, after))


def bin_names() -> list[str]:
    """The bins in words, such as `80 to 90`."""
    tens = [
        _("%(low)s to %(high)s", low=low, high=low + BIN) for low in range(0, (BINS - 1) * BIN, BIN)
    ]
    return [*tens, _("above 100")]


def bin_rows(result: Json) -> list[tuple[str, int, int]]:
    """Name, count before and count after of each bin; the one above 100 only where it is used."""
    bins = result["bins"]
    rows = list(zip(bin_names(), bins["before"], bins["after"], strict=True))
    return rows if any(rows[-1][1:]) else rows[:-1]


def histogram_option(result: Json) -> dict[str, Any]:
    """The distribution before and after, as bars beside each other."""
    rows = bin_rows(result)
    return {
        "xAxis": {
            "type": "category",
            "data": [name for name, _before, _after in rows],
            "name": _("Score in percent"),
        },
        "yAxis": {"minInterval": 1, "name": _("Evaluations"), "nameGap": 36},
        "series": [
            {"type": "bar", "name": _("Before"), "color": "$axis", "barGap": "10%",
             "data": [before for _name, before, _after in rows]},
            {"type": "bar", "name": _("Under the draft"), "color": "$accent",
             "data": [after for _name, _before, after in rows]},
        ],
    }  # fmt: skip


def period_words(replay: Replay) -> str:
    """The period that was asked for, in words."""
    first, last = (when(day) if day else "" for day in (replay.since, replay.until))
    if first and last:
        return str(_("submitted %(first)s to %(last)s", first=first, last=last))
    if first:
        return str(_("submitted from %(first)s on", first=first))
    return str(_("submitted until %(last)s", last=last)) if last else str(_("of any time"))


def left_out_words(result: Json) -> list[str]:
    """What was found and could not be replayed, and why."""
    left = result["left_out"]
    said = []
    if left["no_answers"]:
        said.append(
            ngettext(
                "%(num)s more has only an overall percentage and cannot be scored again.",
                "%(num)s more have only an overall percentage and cannot be scored again.",
                left["no_answers"],
            )
        )
    if left["unlike"]:
        said.append(
            ngettext(
                "%(num)s more is left out: its stored score does not follow from its answers and "
                "the facts as they are now.",
                "%(num)s more are left out: their stored scores do not follow from their answers "
                "and the facts as they are now.",
                left["unlike"],
            )
        )
    return said


def mean_words(result: Json) -> str:
    """How the mean moves, in words."""
    mean = result["mean"]
    if mean["difference"] is None:
        return str(_("No evaluation has a score both before and under the draft."))
    if not mean["difference"]:
        return str(_("The mean stays at %(mean)s.", mean=percent(mean["before"])))
    digits = mean_digits(mean)
    return str(
        _(
            "The mean goes from %(before)s to %(after)s (%(points)s points).",
            before=percent(mean["before"], digits),
            after=percent(mean["after"], digits),
            points=signed(mean["difference"], digits),
        )
    )


def mean_digits(mean: Json) -> int:
    """How many decimals show that the mean moved: 1, or 2 where one would show the same twice."""
    moved = mean["difference"]
    is_hidden = percent(mean["before"]) == percent(mean["after"]) or signed(moved) == signed(0)
    return 2 if moved and is_hidden else 1


def signed(points: float | None, digits: int = 1) -> str:
    """Points with their sign and decimals, one as a rule: `+1.7`, `−0.4`, `0.0`."""
    if points is None:
        return number(None)
    text = number(abs(points), digits)
    return f"{'+' if points > 0 else '−'}{text}" if float(text.replace(chr(160), "")) else text


LOSSES: dict[str, Callable[[int], str]] = {
    "removed": lambda n: _("%(n)s: the draft does not ask it", n=n),
    "kind": lambda n: _("%(n)s: another kind of question now", n=n),
    "scale": lambda n: _("%(n)s: other points on the scale", n=n),
    "not_applicable": lambda n: _("%(n)s: N/A is not allowed any more", n=n),
    "option": lambda n: _("%(n)s: the answer is not offered any more", n=n),
    "range": lambda n: _("%(n)s: no range holds the number", n=n),
}


def loss_words(lost: Mapping[str, int]) -> list[str]:
    """Why given answers count for nothing under the draft, with their number."""
    return [words(lost[why]) for why, words in LOSSES.items() if lost.get(why)]
