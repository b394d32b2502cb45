"""Rows of surveys that cannot be taken are refused at their column, by name."""

from __future__ import annotations

import pytest

from tests.transcription.intake.mapping.tables import mapping, read
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.refusals import Refusal

COLUMNS = {
    "who": "answer_id", "when": "answered_at", "ticket": "external_id", "sat": "csat",
    "rec": "nps", "eff": "ces",
}  # fmt: skip
SURVEY = mapping(COLUMNS, reads="surveys", zone="UTC")
HEADER = "who,when,ticket,sat,rec,eff\n"


@pytest.mark.parametrize(
    ("scores", "column"),
    [("6,,", "sat"), ("0,,", "sat"), (",11,", "rec"), (",-1,", "rec"), (",,8", "eff"),
     (",,0", "eff")],
)  # fmt: skip
def test_a_score_outside_its_range_is_refused(scores: str, column: str) -> None:
    (row,) = read(f"{HEADER}1,2026-05-04 10:00,T-1,{scores}\n", SURVEY)
    assert isinstance(row, Refusal)
    assert (row.line, row.field) == (2, column)


def test_scores_at_the_ends_of_their_ranges_are_taken() -> None:
    rows = read(f"{HEADER}1,2026-05-04 10:00,T-1,1,0,1\n2,2026-05-04 10:00,T-2,5,10,7\n", SURVEY)
    assert [dict(row.values) for row in rows if isinstance(row, CompanionRecord)] == [
        {"csat": 1, "nps": 0, "ces": 1}, {"csat": 5, "nps": 10, "ces": 7},
    ]  # fmt: skip
