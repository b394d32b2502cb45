"""An importer of an export: long conversations, big files, names beside, deep nesting."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.transcription.intake.vendors.telling import OPTIONS, opened
from transcription.intake.importers import open_interactions
from transcription.intake.limits import TURNS
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal


def ticket(number: int, comments: int = 1, body: str = "Hi") -> dict[str, Any]:
    return {
        "id": number,
        "requester_id": 1,
        "assignee_id": 7,
        "created_at": "2026-05-04T09:30:00Z",
        "comments": [
            {
                "author_id": 7 if n % 2 else 1,
                "created_at": "2026-05-04T09:30:00Z",
                "body": body,
            }
            for n in range(comments)
        ],
    }


@pytest.mark.slow
def test_chat_of_many_lines_is_taken_and_one_more_is_refused() -> None:
    data = json.dumps([ticket(1, TURNS), ticket(2, TURNS + 1), ticket(3)]).encode()
    first, second, third = opened(data, "long.json").rows
    assert isinstance(first, InteractionRecord)
    assert len(first.turns) == TURNS
    assert isinstance(second, Refusal)
    assert second.message == f"has more than {TURNS:,} entries"
    assert isinstance(third, InteractionRecord)


@pytest.mark.slow
def test_memory_of_an_import_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / "long.json"
        with path.open("w") as file:
            file.write('{"tickets": [')
            for number in range(count):
                file.write(json.dumps(ticket(number, 2, "x" * 3_000)) + ",\n")
            file.write(json.dumps(ticket(count)) + "]}")
        tracemalloc.start()
        with path.open("rb") as stream:
            rows = open_interactions(stream, name="long.json", options=OPTIONS).rows
            assert sum(isinstance(row, InteractionRecord) for row in rows) == count + 1
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(2_400) < peak(800) + 1_500_000


def test_people_beside_the_entries_name_the_turns_wherever_they_stand() -> None:
    users = [{"id": 7, "name": "Agent Seven", "role": "agent"}, {"id": 1, "role": "end-user"}]
    before = json.dumps({"users": users, "tickets": [ticket(1, 2)]})
    after = json.dumps({"tickets": [ticket(1, 2)], "users": users})
    names = []
    for data in (before, after):
        (row,) = opened(data.encode(), "a.json").rows
        assert isinstance(row, InteractionRecord)
        names.append(row.agent.name)
    assert names == ["Agent Seven", "Agent Seven"]


def test_nesting_without_end_is_refused_alone() -> None:
    deep = json.dumps(ticket(2))[:-1] + ', "x": ' + "[" * 50_000 + "]" * 50_000 + "}"
    data = f"[{json.dumps(ticket(1))}, {deep}, {json.dumps(ticket(3))}]"
    rows = list(opened(data.encode(), "a.json").rows)
    assert [getattr(row, "message", "taken") for row in rows] == [
        "taken",
        "is nested too deeply",
        "taken",
    ]


def test_times_are_read_in_the_ways_in_which_systems_write_them() -> None:
    found = []
    for written in ("2026-05-04T09:30:00Z", 1777887000, 1777887000000, "1777887000", 1777887000.5):
        data = ticket(1, 2)
        for comment in data["comments"]:
            comment["created_at"] = written
        (row,) = opened(json.dumps([data]).encode(), "a.json").rows
        assert isinstance(row, InteractionRecord)
        found.append(f"{row.turns[0].at:%d %H:%M:%S}")
    assert found == ["04 09:30:00"] * 5


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2026-05-04T09:30:00", "has no zone: end it with Z or an offset such as +02:00"),
        ("tomorrow at nine", "is not an ISO 8601 time such as 2026-05-04T09:30:00+02:00"),
        (1e17, "must lie in the years 1970 to 2100"),
        (True, "must be a number"),
        ([], "must be a time such as 2026-05-04T09:30:00+02:00"),
    ],
)
def test_what_is_no_time_is_said_where_it_stands(value: object, message: str) -> None:
    data = ticket(1, 3)
    data["comments"][2]["created_at"] = value
    (row,) = opened(json.dumps([data]).encode(), "a.json").rows
    assert isinstance(row, Refusal)
    assert (row.field, row.message) == ("entry 1, comments[2].created_at", message)
