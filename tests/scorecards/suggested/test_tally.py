"""How often answers differ from what was suggested, and from how many on it is said."""

from __future__ import annotations

from scorecards.suggested.tally import Differing, Followed, tallies
from scorecards.suggestions.models import Act, SuggestedVerdict

MET, NOT_MET, UNKNOWN = SuggestedVerdict


def row(verdict: SuggestedVerdict, blind: bool | None, final: bool | None, act: Act | None = None,
        rule: str = "r") -> Followed:  # fmt: skip
    return Followed("q", rule, verdict, blind, final, act)


def test_each_wording_of_the_rules_is_counted_apart() -> None:
    rows = [
        row(MET, True, True),
        row(MET, False, True, Act.ACCEPTED),
        row(NOT_MET, False, False, Act.DISMISSED),
        row(NOT_MET, None, None),
        row(UNKNOWN, None, None),
        row(MET, True, True, rule="older"),
    ]
    new, old = tallies(rows)
    assert (new.n, new.met, new.not_met, new.unknown) == (5, 2, 2, 1)
    assert (new.blind, new.final) == (Differing(2, 3), Differing(1, 3))
    assert (new.blind_where_met, new.blind_where_not_met) == (Differing(1, 2), Differing(1, 1))
    assert (new.changed, new.accepted, new.dismissed) == (1, 1, 1)
    assert (old.rule, old.n) == ("older", 1)


def test_nothing_is_said_below_twenty() -> None:
    assert (Differing(5, 19).share, Differing(5, 19).interval) == (None, None)
    found = Differing(5, 20)
    assert found.share == 0.25
    assert found.interval is not None
    # Wilson's bounds for 5 of 20, as in Newcombe (1998), Statistics in Medicine 17, method 3.
    assert [round(end, 4) for end in found.interval] == [0.1119, 0.4687]
