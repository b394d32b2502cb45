"""The customer's name that an export has is masked wherever it is said, also in the survey."""

import json
from typing import Any

import pytest

from tests.transcription.intake.vendors.telling import opened
from transcription.intake.exports.conversation import Conversation
from transcription.intake.exports.nodes import Node
from transcription.intake.masking import MaskedInteraction, mask
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord

LETTER = b"""\
From: Carla Castillo <carla@example.net>
To: help@example.com
Date: Mon, 04 May 2026 09:30:00 +0000
Message-ID: <a@example.net>
Subject: From Carla

Hello, Carla Castillo here.
"""
ANSWER = b"""\
From: Help <agent-07@example.com>
To: Carla Castillo <carla@example.net>
Date: Mon, 04 May 2026 09:40:00 +0000
Message-ID: <b@example.com>
In-Reply-To: <a@example.net>

Dear Carla, we will help.
"""
MAILBOX = b"".join(b"From x Mon May 04 09:30:00 2026\n" + each + b"\n" for each in (LETTER, ANSWER))
TICKETS: dict[str, Any] = {
    "users": [
        {"id": 5, "name": "Cust Yildiz", "role": "end-user"},
        {"id": 9, "name": "Ann Agent", "role": "agent"},
    ],
    "tickets": [
        {
            "id": 77,
            "requester_id": 5,
            "assignee_id": 9,
            "created_at": "2026-05-04T09:30:00Z",
            "satisfaction_rating": {"score": "good", "comment": "nice, Cust Yildiz"},
            "comments": [
                {"author_id": 9, "body": "Dear Cust, done.", "created_at": "2026-05-04T09:31:00Z"}
            ],
        }
    ],
}


def masked(data: bytes, name: str) -> MaskedInteraction:
    (row,) = opened(data, name).rows
    assert isinstance(row, InteractionRecord), row
    return mask(row)


def test_the_name_in_the_head_of_a_letter_is_masked_in_all_letters() -> None:
    found = masked(MAILBOX, "mail.mbox").record
    assert [turn.text for turn in found.turns] == [
        "Hello, [name] here.",
        "Dear [name], we will help.",
    ]
    assert (found.turns[0].subject, found.other_names) == ("From [name]", ())


def test_the_requester_is_masked_in_the_survey_and_where_others_speak() -> None:
    found = masked(json.dumps(TICKETS).encode(), "tickets.json").record
    assert found.survey.comment == "nice, [name]"
    assert [turn.text for turn in found.turns] == ["Dear [name], done."]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Carla Castillo", ["Carla Castillo"]),
        ("Visitor 4711", []),
        ("carla@example.net", []),
        ("Guest", []),
        (None, []),
    ],
)
def test_what_is_taken_for_a_name(name: str | None, known: list[str]) -> None:
    made = Conversation(Node(None), "x", ImportOptions(), "chat")
    made.meet(name)
    assert list(made.customers) == known
