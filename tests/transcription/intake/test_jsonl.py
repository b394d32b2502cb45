"""The interchange is read strictly: what is wrong refuses its row by name, line and column."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.transcription.intake.examples import accepted, interaction, jsonl, refused, rows
from transcription.intake.records import (
    AgentRecord,
    AttachmentRecord,
    FactsRecord,
    InteractionRecord,
    SurveyRecord,
    TurnRecord,
)
from transcription.intake.refusals import Refusal, Tally

LETTER = {
    "speaker": "customer", "text": "See below",
    "from": "a@example.com", "to": "desk@example.com", "subject": "Invoice",
    "attachments": [
        {"name": "invoice.pdf", "size": 1024, "type": "application/pdf"}, {"name": "photo.jpg"},
    ],
}  # fmt: skip
FULL = interaction(
    direction="inbound",
    topic="billing",
    language="en-GB",
    ended_at="2026-05-04T07:45:00Z",
    agent={
        "id": "agent-07", "name": "Agent Seven", "email": "agent-07@example.com", "team": "Blue",
    },
    customer={"id": "customer-9"},
    facts={
        "first_response_s": 12, "resolution_s": 600.5, "hold_s": 0, "transfers": 1,
        "escalated": False, "reopened": True, "cost": 3.2,
    },
    survey={"csat": 5, "nps": 0, "ces": 7, "comment": "Fine"},
    turns=[
        {"speaker": "customer", "at": "2026-05-04T09:30:05+02:00", "text": "Hello"},
        {"speaker": "agent", "agent_id": "agent-07", "start": 1.5, "end": 2, "text": "Hi"},
        LETTER,
    ],
    recording="calls/1.wav",
    basis="legitimate-interest",
)  # fmt: skip


def only(data: bytes) -> InteractionRecord | Refusal:
    (row,) = rows(data, "file.jsonl")
    return row


def test_every_key_is_read() -> None:
    assert only(jsonl(FULL)) == InteractionRecord(
        source="desk",
        external_id="chat-1",
        channel="chat",
        started_at=datetime(2026, 5, 4, 7, 30, tzinfo=UTC),
        agent=AgentRecord("agent-07", "Agent Seven", "agent-07@example.com", "Blue"),
        line=1,
        direction="inbound",
        topic="billing",
        language="en-GB",
        ended_at=datetime(2026, 5, 4, 7, 45, tzinfo=UTC),
        customer_id="customer-9",
        facts=FactsRecord(12, 600.5, 0, 1, False, True, 3.2),
        survey=SurveyRecord(5, 0, 7, "Fine"),
        turns=(
            TurnRecord("customer", "Hello", at=datetime(2026, 5, 4, 7, 30, 5, tzinfo=UTC)),
            TurnRecord("agent", "Hi", agent_id="agent-07", start=1.5, end=2),
            TurnRecord(
                "customer",
                "See below",
                sender="a@example.com",
                to="desk@example.com",
                subject="Invoice",
                attachments=(
                    AttachmentRecord("invoice.pdf", 1024, "application/pdf"),
                    AttachmentRecord("photo.jpg"),
                ),
            ),
        ),
        recording="calls/1.wav",
        basis="legitimate-interest",
    )


@pytest.mark.parametrize(
    "key", ["source", "external_id", "channel", "started_at", "agent", "turns"]
)
def test_each_required_key_is_required(key: str) -> None:
    refusal = only(jsonl(interaction(**{key: None})))
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.field) == (1, key)


def test_only_six_keys_are_required() -> None:
    for row in (interaction(format=None), interaction(turns=None, recording="a.wav")):
        assert isinstance(only(jsonl(row)), InteractionRecord)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"colour": "red"}, "colour", 'is an unknown key: "colour"'),
        ({"agent": {"id": "a", "nick": 1}}, "agent.nick", 'is an unknown key: "nick"'),
        ({"turns": [{"speaker": "agent", "text": "", "mood": 1}]}, "turns[0].mood",
         'is an unknown key: "mood"'),
        ({"started_at": "2026-05-04T09:30:00"}, "started_at",
         "has no zone: end it with Z or an offset such as +02:00"),
        ({"started_at": "2026-02-30T09:30:00Z"}, "started_at",
         "is not an ISO 8601 time such as 2026-05-04T09:30:00+02:00"),
        ({"started_at": "2026-05-04"}, "started_at",
         "must be a time such as 2026-05-04T09:30:00+02:00"),
        ({"started_at": 1777880000}, "started_at",
         "must be a time such as 2026-05-04T09:30:00+02:00"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at",
         "must lie in the years 1970 to 2100"),
        ({"ended_at": "2026-05-04T07:29:59Z"}, "ended_at", "is before started_at"),
        ({"channel": "fax"}, "channel",
         "must be phone, email, chat, social, sms, portal or app"),
        ({"format": 2}, "format", "must be 1"),
        ({"external_id": " "}, "external_id", "must not be empty"),
        ({"external_id": "a\nb"}, "external_id",
         "must not hold control characters or line breaks"),
        ({"external_id": 17}, "external_id", "must be text"),
        ({"survey": {"csat": 6}}, "survey.csat", "must be at most 5"),
        ({"survey": {"nps": True}}, "survey.nps", "must be a whole number"),
        ({"facts": {"hold_s": -1}}, "facts.hold_s", "must be at least 0"),
        ({"turns": []}, "turns", "or recording must be given"),
        ({"turns": [{"speaker": "agent", "text": "x" * 100_001}]}, "turns[0].text",
         "is longer than 100,000 characters"),
        ({"turns": [{"speaker": "robot", "text": ""}]}, "turns[0].speaker",
         "must be agent, customer, bot or system"),
        ({"turns": [{"speaker": "agent", "text": "", "start": 2, "end": 1}]}, "turns[0].end",
         "needs a start that is not after it"),
        ({"turns": [{"speaker": "agent", "text": "", "start": 2, "at": "2026-05-04T09:30:00Z"}]},
         "turns[0].start", "is given beside at: give one of them"),
        ({"recording": "/etc/passwd"}, "recording",
         "must be a path below the import's folder, with / and without .."),
        ({"recording": "a/../../b.wav"}, "recording",
         "must be a path below the import's folder, with / and without .."),
        ({"recording": "http://example.com/a.wav"}, "recording",
         "must be a path below the import's folder, with / and without .."),
        ({"basis": "none"}, "basis", "must be consent, notice, contract or legitimate-interest"),
    ],
)  # fmt: skip
def test_wrong_value_refuses_its_row_by_name(
    changes: dict[str, Any], field: str, message: str
) -> None:
    refusal = only(jsonl(interaction(**changes)))
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.field, refusal.message) == (1, field, message)


def test_column_is_that_of_the_key() -> None:
    text = '{"source":"desk","agent":{"id":"a","nick":1},"turns":[{"speaker":"x","text":""}]}'
    row = only(jsonl(text))
    assert isinstance(row, Refusal)
    assert text[(row.column or 0) - 1 :].startswith('{"source"')  # external_id is missing there
    whole = json.dumps(interaction(agent={"id": "a", "nick": 1}))
    row = only(jsonl(whole))
    assert isinstance(row, Refusal)
    assert whole[(row.column or 0) - 1 :].startswith('"nick"')


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("{oops", 2, "is not JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, 1, "is not JSON that can be read"),
        ('{"source": ' + "9" * 5000 + "}", 1, "is not JSON that can be read"),
        ('{"source": NaN}', 1, "holds NaN, which is not a number"),
        ('{"source": "a", "source": "b"}', 1, 'has the key "source" twice'),
        ("17", 1, "must be an object in braces"),
    ],
)
def test_line_that_is_no_object_is_refused(line: str, column: int, message: str) -> None:
    refusal = only(jsonl(line))
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.column, refusal.message) == (1, column, message)


def test_broken_line_among_a_thousand_costs_no_other() -> None:
    good: list[dict[str, Any] | str] = [interaction(external_id=f"c{n}") for n in range(1000)]
    good[500] = '{"source": "desk", "external_id"'
    found = rows(jsonl(*good), "file.jsonl")
    tally = Tally()
    for row in found:
        tally.count(row)
    assert (tally.accepted, tally.rejected, tally.total) == (999, 1, 1000)
    assert [str(refusal) for refusal in refused(found)] == [
        "line 501, column 33: is not JSON: Expecting ':' delimiter"
    ]


def test_turn_of_100_000_characters_is_taken() -> None:
    text = "x" * 100_000
    row = only(jsonl(interaction(turns=[{"speaker": "agent", "text": text}])))
    assert isinstance(row, InteractionRecord)
    assert row.turns[0].text == text


def test_script_in_every_text_is_kept_as_text() -> None:
    script = "<script>alert(1)</script>"
    row = only(
        jsonl(
            interaction(
                source=script, external_id=script, topic=script,
                agent={"id": script, "name": script, "team": script}, customer={"id": script},
                survey={"comment": script}, turns=[{"speaker": "agent", "text": script}],
            )
        )
    )  # fmt: skip
    assert isinstance(row, InteractionRecord)
    assert (row.source, row.external_id, row.topic, row.customer_id) == (script,) * 4
    assert row.agent == AgentRecord(script, script, None, script)
    assert (row.survey.comment, row.turns[0].text) == (script, script)


def test_repeat_in_one_file_is_refused_and_the_first_kept() -> None:
    found = rows(jsonl(interaction(), interaction(external_id="b"), interaction()), "f.jsonl")
    assert [row.external_id for row in accepted(found)] == ["chat-1", "b"]
    assert [str(row) for row in refused(found)] == [
        "line 3: external_id was given on line 1 already: the first one counts"
    ]


def test_nul_and_half_surrogates_become_a_visible_mark() -> None:
    line = json.dumps(interaction(turns=[{"speaker": "agent", "text": "a?b?c"}]))
    row = only(jsonl(line.replace("a?b?c", "a\\u0000b\\ud800c")))
    assert isinstance(row, InteractionRecord)
    assert row.turns[0].text == "a\ufffdb\ufffdc"


def test_excerpt_is_masked_and_short() -> None:
    row = only(jsonl('{"text": "my card is 4111 1111 1111 1111", oops' + "x" * 500))
    assert isinstance(row, Refusal)
    assert "4111" not in row.excerpt
    assert "[card]" in row.excerpt
    assert len(row.excerpt) <= 80


def test_several_problems_in_one_row_are_one_refusal() -> None:
    found = rows(jsonl(interaction(channel="fax", basis="x", colour=1)), "f.jsonl")
    assert [row.message for row in refused(found)] == [
        "must be phone, email, chat, social, sms, portal or app (and 2 more in this row)"
    ]


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        ({"attachments": "a.pdf"}, "turns[0].attachments must be a list"),
        ({"attachments": [{"size": 1}]}, "turns[0].attachments[0].name is missing"),
        ({"attachments": [{"name": "a", "size": -1}]},
         "turns[0].attachments[0].size must be at least 0"),
        ({"attachments": [{"name": "a", "content": "x"}]},
         'turns[0].attachments[0].content is an unknown key: "content"'),
        ({"attachments": [{"name": "a"}] * 101},
         "turns[0].attachments has more than 100 entries"),
        ({"from": 7}, "turns[0].from must be text"),
        ({"sender": "a"}, 'turns[0].sender is an unknown key: "sender"'),
    ],
)  # fmt: skip
def test_what_comes_beside_the_words_is_refused_by_name(turn: dict[str, Any], message: str) -> None:
    data = interaction(turns=[{"speaker": "customer", "text": "x", **turn}])
    refusal = only(jsonl(data))
    assert isinstance(refusal, Refusal)
    assert f"{refusal.field} {refusal.message}" == message


def test_a_hostile_name_of_a_file_loses_what_cannot_be_seen() -> None:
    name = "invoice\u202efdp.exe\n<script>"
    data = interaction(
        turns=[{"speaker": "customer", "text": "x", "attachments": [{"name": name}]}]
    )
    found = only(jsonl(data))
    assert isinstance(found, InteractionRecord)
    assert found.turns[0].attachments == (AttachmentRecord("invoicefdp.exe <script>"),)
