"""WhatsApp exports: both shapes, the order of dates, zones, pauses, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.transcription.intake.examples import accepted, opened, rows
from transcription.intake.options import Hints
from transcription.intake.refusals import FileRefused

BERLIN = Hints(("Acme Support",), (), "Europe/Berlin")
ANDROID = (
    "25.03.26, 09:05 - Messages and calls are end-to-end encrypted.\n"
    "25.03.26, 09:06 - Eve Miller: Hello: is anybody there?\nMy order is late\n"
    "25.03.26, 09:10 - Acme Support: <Media omitted>\n"
    "29.03.26, 10:00 - Eve Miller: It is here\n"
    "29.03.26, 10:02 - Acme Support: Lovely\n"
)
IOS = (
    "\u200e[3/25/26, 9:06:07\u202fPM] Eve Miller: Hello\r\n"
    "[3/25/26, 9:07:00\u202fPM] Acme Support: \u200eimage omitted\r\n"
)


def test_a_pause_of_a_day_begins_a_new_interaction() -> None:
    file = opened(ANDROID.encode(), "wa/eve.txt", agent_id="a-1", hints=BERLIN)
    first, second = accepted(list(file.rows))
    assert (file.format, file.notes) == ("whatsapp", ("times are those of Europe/Berlin",))
    assert (first.external_id, second.external_id) == (
        "wa/eve#2026-03-25T08:05Z", "wa/eve#2026-03-29T08:00Z",
    )  # fmt: skip
    assert (first.channel, first.started_at, first.ended_at) == (
        "social", datetime(2026, 3, 25, 8, 5, tzinfo=UTC), datetime(2026, 3, 25, 8, 10, tzinfo=UTC),
    )  # fmt: skip
    assert [(each.speaker, each.text) for each in first.turns] == [
        ("system", "Messages and calls are end-to-end encrypted."),
        ("customer", "Hello: is anybody there?\nMy order is late"),
        ("agent", "<Media omitted>"),
    ]
    # Summer time began on the 29th.
    assert second.started_at == datetime(2026, 3, 29, 8, 0, tzinfo=UTC)


def test_the_shape_of_ios_with_the_month_first_and_half_days() -> None:
    (row,) = accepted(rows(IOS.encode(), "eve.txt", agent_id="a-1", hints=BERLIN))
    assert [(each.speaker, each.text, each.at) for each in row.turns] == [
        ("customer", "Hello", datetime(2026, 3, 25, 20, 6, 7, tzinfo=UTC)),
        ("agent", "image omitted", datetime(2026, 3, 25, 20, 7, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(("order", "month", "day"), [("day", 4, 3), ("month", 3, 4)])
def test_an_order_that_the_dates_leave_open_is_said(order: Any, month: int, day: int) -> None:
    data = ANDROID.replace("25.03.26", "03.04.26").replace("29.03.26", "03.04.26").encode()
    with pytest.raises(FileRefused, match="could have the day or the month first"):
        rows(data, "a.txt", agent_id="a-1", hints=BERLIN)
    hints = Hints(BERLIN.agent_names, (), "UTC", order)
    (row,) = accepted(rows(data, "a.txt", agent_id="a-1", hints=hints))
    assert row.started_at == datetime(2026, month, day, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "hints", "message", "line"),
    [
        (ANDROID, Hints(("Acme Support",)), "say which", None),
        (ANDROID.replace("29.03.26, 10:00", "31.02.26, 10:00"), BERLIN, "does not exist", 5),
        (ANDROID.replace("29.03.26, 10:00", "29.03.26, 27:00"), BERLIN, "does not exist", 5),
    ],
)
def test_what_cannot_be_read_is_refused(
    data: str, hints: Hints, message: str, line: int | None
) -> None:
    with pytest.raises(FileRefused, match=message) as raised:
        rows(data.encode(), "a.txt", agent_id="a-1", hints=hints)
    assert raised.value.line == line
