"""What the fields of the wizard become: an order that nobody chose, and answers that are none."""

from __future__ import annotations

import pytest

from tests.transcription.intake.mapping.tables import look_at
from transcription.intake.mapping.document import InvalidMapping
from transcription.intake.preview.answering import mapping_from

DATES = """id,created,words
1,03.04.2026 09:00,Hello
2,17.04.2026 09:00,Hello
3,31.02.2026 09:00,Hello
"""
FIELDS = {"name": "Desk", "shape": "interaction", "to-0": "external_id", "to-1": "started_at"}


def test_as_the_dates_tell_is_the_order_that_the_whole_column_allows() -> None:
    assert mapping_from(FIELDS | {"date_order": ""}, look_at(DATES)).date_order == "day"
    assert mapping_from(FIELDS | {"date_order": "month"}, look_at(DATES)).date_order == "month"
    either = look_at("id,created,words\n1,03.04.2026 09:00,Hello\n")
    assert mapping_from(FIELDS | {"date_order": ""}, either).date_order is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"all-basis": "bogus"}, "basis: "),
        ({"skip": "-1"}, "skip: "),
        ({"skip": "21"}, "skip: "),
        ({"window_hours": "0"}, "window_hours: "),
        ({"name": "x" * 201}, "name: "),
    ],
)
def test_an_answer_that_the_wizard_does_not_offer_is_refused_by_name(
    fields: dict[str, str], why: str
) -> None:
    with pytest.raises(InvalidMapping) as error:
        mapping_from(FIELDS | fields, look_at(DATES))
    assert str(error.value).startswith(why)
