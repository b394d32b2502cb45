"""Guesses from titles and cells: what a table is, where its columns go, what its words mean."""

from __future__ import annotations

from tests.transcription.intake.mapping.tables import HELPDESK, look_at, read
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.mapping.emotions import claims_feeling
from transcription.intake.mapping.guessing import (
    guess,
    guess_as,
    guess_columns,
    guess_scale,
)
from transcription.intake.mapping.guessing_cells import guess_by_cells
from transcription.intake.mapping.targets import targets_for
from transcription.intake.records import InteractionRecord


def test_a_help_desk_export_is_guessed_whole_but_for_what_an_agent_is_said_to_feel() -> None:
    found = guess(look_at(HELPDESK), name="desk")
    assert found.columns == {
        "ticket_no.": "external_id",
        "opened": "started_at",
        "handled_by": "agent_name",
        "agent_mail": "agent_email",
        "medium": "channel",
        "customer_no.": "customer_id",
        "reason": "topic",
        "conversation": "transcript",
        "talk_time_(min)": "duration",
        "rating_(1_10)": "csat",
    }
    assert found.values == {"medium": {"Voice": "phone", "Web chat": "chat"}}
    assert (found.date_order, found.decimal) == ("day", "comma")
    assert found.units == {"talk_time_(min)": "min"}
    assert found.scales == {"rating_(1_10)": "1-10"}
    rows = read(HELPDESK, found)
    assert [type(row) for row in rows] == [InteractionRecord, InteractionRecord]
    assert [row.survey.csat for row in rows] == [4, 5]


def test_messages_are_told_by_an_id_that_stands_in_several_rows() -> None:
    text = (
        "Conversation ID,Sent,Author type,Author,Message\n"
        "1,2026-05-04 10:00,Visitor,Eve,Hello\n1,2026-05-04 10:01,Operator,Jon,Hi\n"
    )
    found = guess(look_at(text), name="chat")
    assert (found.reads, found.rows) == ("interactions", "message")
    assert found.values == {"author_type": {"Visitor": "customer", "Operator": "agent"}}
    (chat,) = read(text, found)
    assert [(turn.speaker, turn.agent_id) for turn in chat.turns] == [
        ("customer", None), ("agent", "Jon"),
    ]  # fmt: skip
    assert chat.agent.id == "Jon"


def test_surveys_of_four_makers_are_told_and_their_second_headers_skipped() -> None:
    monkey = (
        "Respondent ID,Collector ID,Start Date,End Date,Email Address,How satisfied were you?\n"
        ",,,,,Response\n"
        "9,7,05/20/2026 10:00:00 AM,05/20/2026 10:01:00 AM,a@example.org,Very satisfied\n"
    )
    typeform = (
        "#,How likely are you to recommend us?,ticket_id,Start Date (UTC),Submit Date (UTC)\n"
        "ab1,9,T-1,2026-05-20 10:00:00,2026-05-20 10:01:00\n"
    )
    google = (
        "Timestamp,Email Address,How easy was it to get help?,Anything else?\n"
        "2026/05/20 10:01:00 AM,a@example.org,Very easy,Thanks\n"
    )
    qualtrics = (
        "StartDate,EndDate,RecordedDate,ResponseId,ExternalReference,Recommend\n"
        "Start Date,End Date,Recorded Date,Response ID,External Data Reference,How likely?\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}",x,y,z,q\n'
        "2026-05-20 10:00:00,2026-05-20 10:01:00,2026-05-20 10:01:05,R_1,T-1,10\n"
    )
    found = []
    for text in (monkey, typeform, google, qualtrics):
        mapping = guess(look_at(text), name="survey")
        (row,) = read(text, mapping)
        assert isinstance(row, CompanionRecord)
        found.append((mapping.skip, row.customer_id, row.external_id, dict(row.values)))
    assert found == [
        (1, "a@example.org", None, {"csat": 5}),
        (0, None, "T-1", {"nps": 9}),
        (0, "a@example.org", None, {"ces": 7, "comment": "Thanks"}),
        (2, None, "T-1", {"nps": 10}),
    ]


def test_an_order_that_two_readings_allow_is_left_open() -> None:
    text = "id,created,agent,description\n1,03/04/2026,Jo,Hello\n"
    assert guess_as(look_at(text), "interactions", "interaction", name="-").date_order is None


def test_columns_that_claim_what_an_agent_feels_are_told() -> None:
    claims = (
        "agent_sentiment",
        "sentiment",
        "agent_emotion_score",
        "operator_mood",
        "tone_of_voice",
    )
    others = ("customer_sentiment", "visitor_mood", "dial_tone", "milestone", "agent_name", "stone")
    assert [claims_feeling(name) for name in claims] == [True] * 5
    assert [claims_feeling(name) for name in others] == [False] * 6


def test_words_for_feelings_in_other_languages_are_told() -> None:
    claims = ("laune", "stimmung", "humeur_du_conseiller", "ánimo", "animo_del_agente", "stemming",
              "mitarbeiterstimmung", "sentiment", "émotion")  # fmt: skip
    others = ("zustimmung", "abstimmung", "bestimmung", "toestemming", "bestemming",
              "kundenstimmung", "stemming_klant", "animosity")  # fmt: skip
    assert [name for name in claims if not claims_feeling(name)] == []
    assert [name for name in others if claims_feeling(name)] == []


def test_what_a_customer_feels_is_guessed_to_be_no_field() -> None:
    text = "id,created,agent,customer mood,description\n1,2026-05-04,Jo,calm,Hello\n"
    columns = guess_as(look_at(text), "interactions", "interaction", name="-").columns
    assert "customer_mood" not in columns


def test_the_scale_of_a_title_wins_over_one_odd_score() -> None:
    assert guess_scale("csat", ["5", "3", "11", "4"], "csat_(1-5)") is None
    assert guess_scale("csat", ["5", "3", "11", "4"], "csat_(0-10)") == "0-10"
    assert guess_scale("csat", ["5", "3", "4"], "rating_1_to_10") == "1-10"
    assert guess_scale("csat", ["50", "30"], "csat_2026-05") == "0-100"


def test_columns_whose_titles_say_nothing_are_guessed_by_their_cells() -> None:
    text = "A,B,C,D\n" + "".join(
        f"x{number},2026-05-0{number} 09:30,c{number}@example.com,desk@example.org\n"
        for number in range(1, 6)
    )
    look = look_at(text)
    found = guess_columns(look, targets_for("interactions"))
    assert {name: found.get(name) for name in "bcd"} == {
        "b": "started_at", "c": "customer_id", "d": "agent_email",
    }  # fmt: skip


def test_one_cell_and_mixed_cells_say_nothing() -> None:
    targets = targets_for("interactions")
    one, mixed, two = ["2026-05-04"], ["2026-05-04", "soon"], ["2026-05-04", "2026-05-05"]
    assert guess_by_cells({"a": one, "b": ["x"]}, targets, {}) == {}
    assert guess_by_cells({"a": mixed, "b": ["x", "y"]}, targets, {}) == {}
    assert guess_by_cells({"a": two}, targets, {"z": "started_at"}) == {}
    assert guess_by_cells({"a": two}, targets, {}) == {"a": "started_at"}
