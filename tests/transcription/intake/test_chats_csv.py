"""Chats come from one turn a row, together or apart; a bad row refuses its chat and no other."""

from datetime import UTC, datetime

import pytest

from tests.transcription.intake.examples import accepted, opened, refused, rows
from transcription.intake.records import AgentRecord, FactsRecord, InteractionRecord, TurnRecord
from transcription.intake.refusals import FileRefused

HEADER = "source,external_id,channel,started_at,agent_id,agent_name,team,topic,speaker,at,text"


def chat(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


def turn(external_id: str, speaker: str, text: str) -> str:
    return f"desk,{external_id},chat,2026-05-04T09:30:00Z,agent-07,,,,{speaker},,{text}"


def test_rows_of_a_chat_become_its_turns() -> None:
    data = chat(
        "desk,c1,chat,2026-05-04T09:30:00+02:00,agent-07,Agent Seven,Blue,billing,customer,"
        '2026-05-04T07:30:05Z,"Hello, you"',
        "desk,c1,,,,,,,agent,2026-05-04T07:31:00Z,Hi",
    )
    assert rows(data) == [
        InteractionRecord(
            source="desk",
            external_id="c1",
            channel="chat",
            started_at=datetime(2026, 5, 4, 7, 30, tzinfo=UTC),
            agent=AgentRecord("agent-07", "Agent Seven", None, "Blue"),
            line=2,
            topic="billing",
            turns=(
                TurnRecord("customer", "Hello, you", at=datetime(2026, 5, 4, 7, 30, 5, tzinfo=UTC)),
                TurnRecord("agent", "Hi", at=datetime(2026, 5, 4, 7, 31, tzinfo=UTC)),
            ),
        )
    ]


def test_rows_of_chats_may_be_mixed() -> None:
    data = chat(*(turn(f"c{n % 3}", "agent", f"t{n}") for n in range(9)))
    assert [(row.external_id, [t.text for t in row.turns]) for row in accepted(rows(data))] == [
        ("c0", ["t0", "t3", "t6"]),
        ("c1", ["t1", "t4", "t7"]),
        ("c2", ["t2", "t5", "t8"]),
    ]


def test_row_too_far_from_its_chat_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcription.intake.chats_csv.HELD_TURNS", 3)
    data = chat(*(turn(f"c{n}", "agent", "x") for n in (1, 2, 3, 4, 1)))
    found = rows(data)
    assert [row.external_id for row in accepted(found)] == ["c1", "c2", "c3", "c4"]
    (late,) = refused(found)
    assert str(late) == (
        "line 6, column 2: external_id belongs to the chat that begins on line 2, too far above to "
        "be joined to it: sort the file by external_id before importing"
    )


def test_excel_file_with_mark_semicolons_and_latin_1_is_read() -> None:
    header = HEADER.replace(",", ";")
    line = turn("c1", "customer", "Grüße").replace(",", ";")
    latin = opened(f"{header}\r\n{line}\r\n".encode("latin-1"))
    assert (latin.encoding, latin.notes) == ("Windows-1252", ("separator: semicolon",))
    (row,) = latin.rows
    assert isinstance(row, InteractionRecord)
    assert row.turns[0].text == "Grüße"
    marked = opened(f"{header}\r\n{line}\r\n".encode("utf-8-sig"))
    assert marked.encoding == "UTF-8 with byte-order mark"
    assert list(marked.rows) == [row]
    wide = opened(f"{header}\r\n{line}\r\n".encode("utf-16"))
    assert list(wide.rows) == [row]


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (turn("c2", "robot", "x"),
         "line 3, column 9: speaker must be agent, customer, bot or system"),
        (turn("c2", "agent", "x" * 100_001),
         "line 3, column 11: text is longer than 100,000 characters"),
        (turn("c2", "agent", "x").replace("00Z", "00"),
         "line 3, column 4: started_at has no zone: end it with Z or an offset such as +02:00"),
        (turn("c2", "agent", "x").replace("agent-07", ""), "line 3, column 5: agent_id is missing"),
        (turn("", "agent", "x"),
         "line 3, column 2: external_id is missing: the row belongs to no chat"),
        (turn("c2", "agent", "x,y"), "line 3, column 12: has 12 cells, the header 11"),
        (turn("c1", "agent", "x").replace("agent-07", "agent-08"),
         "line 3, column 5: agent_id differs from line 2 of the same chat"),
    ],
)  # fmt: skip
def test_bad_row_is_named_by_line_and_column(bad: str, expected: str) -> None:
    found = rows(chat(turn("c1", "customer", "a"), bad, turn("c3", "agent", "b")))
    assert [str(row) for row in refused(found)] == [expected]
    whole = ["c3"] if bad.startswith("desk,c1") else ["c1", "c3"]
    assert [row.external_id for row in accepted(found)] == whole


def test_turn_of_100_000_characters_is_taken() -> None:
    (row,) = accepted(rows(chat(turn("c1", "agent", "x" * 100_000))))
    assert len(row.turns[0].text) == 100_000


def test_facts_and_survey_are_read_from_cells() -> None:
    header = f"{HEADER},first_response_s,transfers,escalated,csat,survey_comment,colour"
    data = chat(turn("c1", "agent", "x") + ',"1,5",2,yes,4,fine,red', header=header)
    file = opened(data)
    assert file.notes == ("separator: comma", 'columns not read: "colour"')
    (row,) = accepted(list(file.rows))
    assert row.facts == FactsRecord(first_response_s=1.5, transfers=2, escalated=True)
    assert (row.survey.csat, row.survey.comment) == (4, "fine")
    (bad,) = refused(rows(chat(turn("c1", "agent", "x") + ",1,2,perhaps,,,", header=header)))
    assert str(bad) == "line 2, column 14: escalated must be yes or no"


def test_missing_columns_refuse_the_file() -> None:
    with pytest.raises(FileRefused, match="no column external_id, started_at, agent_id"):
        opened(b"speaker,text\nagent,x")


def test_options_answer_for_missing_columns() -> None:
    data = b"external_id,started_at,speaker,text\nc1,2026-05-04T09:30:00Z,agent,x"
    (row,) = accepted(rows(data, agent_id="agent-07", source="old desk", team="Blue"))
    assert (row.source, row.channel, row.agent) == (
        "old desk", "chat", AgentRecord("agent-07", team="Blue"),
    )  # fmt: skip


def test_script_in_every_cell_is_kept_as_text() -> None:
    script = "<script>alert(1)</script>"
    data = chat(f"{script},{script},chat,2026-05-04T09:30:00Z,{script},{script},{script},{script},"
                f"agent,,{script}")  # fmt: skip
    (row,) = accepted(rows(data))
    assert (row.source, row.external_id, row.topic, row.turns[0].text) == (script,) * 4
    assert row.agent == AgentRecord(script, script, None, script)
