"""A table under its mapping: joined columns, constants, values, refusals at the place."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest

from tests.transcription.intake.mapping.tables import HELPDESK, look_at, mapping, read
from transcription.intake.mapping.guessing import guess
from transcription.intake.mapping.importer import read_mapped
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal

TICKETS = mapping(
    {"no": "external_id", "date": "started_at", "time": "started_clock", "first": "agent_name",
     "last": "agent_name", "kind": "channel", "subject": "customer_text", "body": "customer_text",
     "answer": "agent_text"},
    values={"kind": {"voice": "phone", "*": "email"}}, date_order="month",
    constants={"topic": "{subject}", "team": "North"}, source="tickets",
)  # fmt: skip


def test_columns_are_joined_and_constants_filled_in() -> None:
    text = (
        "No,Date,Time,First,Last,Kind,Subject,Body,Answer\n"
        "7,04/03/2026,09:30,Jo,Park,letter,Refund,Where is <b>it</b>?<br>Thanks,It is sent.\n"
    )
    (row,) = read(text, TICKETS)
    assert (row.source, row.external_id, row.channel, row.topic) == (
        "tickets", "7", "email", "Refund",
    )  # fmt: skip
    assert row.started_at == datetime(2026, 4, 3, 7, 30, tzinfo=UTC)
    assert (row.agent.id, row.agent.name, row.agent.team) == ("Jo Park", "Jo Park", "North")
    assert [(turn.speaker, turn.text) for turn in row.turns] == [
        ("customer", "Refund\nWhere is it?\nThanks"), ("agent", "It is sent."),
    ]  # fmt: skip


def test_what_cannot_be_read_is_refused_at_its_own_column_and_costs_no_other_row() -> None:
    text = HELPDESK.replace("13.04.2026", "32.04.2026").replace(";8;calm", ";11;calm") + (
        "T-3;14.04.2026 10:00;Jo Park;;Voice;C-3;Refund;;2;9;calm\n"
        "T-4;14.04.2026 10:00;Jo Park;;Pigeon;C-3;Refund;Agent: Hi;2;9;calm\n"
        "T-5;14.04.2026 10:00;Jo Park;;Voice;C-3;Refund;Agent: Hi;2;9;calm\n"
    )
    found = read(text, guess(look_at(HELPDESK), name="desk"))
    shown = [
        (row.line, row.column, row.field, row.message)
        if isinstance(row, Refusal)
        else row.external_id
        for row in found
    ]
    assert shown == [
        (2, 10, "rating_(1_10)", "must lie between 1 and 10"),
        (4, 2, "opened", "is a day or an hour that does not exist in this order"),
        (6, 8, "conversation", "is empty: the row holds no words, neither a conversation nor what"
         " customer or agent wrote, and names no recording"),
        (7, 5, "medium", "must be phone, email, chat, social, sms, portal or app"),
        "T-5",
    ]  # fmt: skip


def test_a_field_that_all_rows_need_is_asked_for_by_its_name() -> None:
    with pytest.raises(FileRefused) as error:
        read("a,b\n1,2\n", mapping({"a": "external_id"}))
    assert error.value.message == (
        "Nothing gives: Agent id. Choose a column for it, or write what stands for all rows. "
        'The file has: "a", "b".'
    )


def test_titles_that_stand_twice_or_not_at_all_get_names_of_their_own() -> None:
    found = mapping({"id": "external_id", "note": "customer_text", "note_(2)": "agent_text"})
    text = "id,note,note,\n1,Hello,Hi,x\n"
    options = ImportOptions(agent_id="a-1", started_at=datetime(2026, 5, 4, tzinfo=UTC))
    (row,) = read(text, found, options)
    assert isinstance(row, InteractionRecord)
    assert [turn.text for turn in row.turns] == ["Hello", "Hi"]


def test_the_report_names_the_mapping_what_is_not_read_and_what_is_dropped() -> None:

    found = guess(look_at(HELPDESK), name="desk")
    changed = found.model_copy(update={"columns": {**found.columns}})
    changed.columns.pop("reason")
    notes = read_mapped(BytesIO(HELPDESK.encode()), changed, ImportOptions()).notes
    assert notes == (
        'mapping: "desk"',
        "separator: semicolon",
        'columns not read: "Reason"',
        "dropped, never read: “agent_sentiment” (a claim about what an agent feels)",
    )
