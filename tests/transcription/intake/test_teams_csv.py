"""A list of teams is read person by person."""

from io import BytesIO

import pytest

from transcription.intake.refusals import FileRefused
from transcription.intake.teams_csv import TeamRow, read


def found(text: str) -> list[TeamRow | str]:
    rows = read(BytesIO(text.encode()))
    return [row if isinstance(row, TeamRow) else str(row) for row in rows]


def test_people_are_read() -> None:
    assert found(
        "Team,Agent ID,Name,Email,Lead email,Reviewer\n"
        "Blue,agent-07,Agent Seven,Agent-07@example.com,lead-1@example.com,\n"
        "Blue,,Reviewer One,reviewer-1@example.com,,yes\n"
    ) == [
        TeamRow(2, "Blue", "agent-07", "Agent Seven", "agent-07@example.com", "lead-1@example.com",
                False),
        TeamRow(3, "Blue", None, "Reviewer One", "reviewer-1@example.com", None, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",agent-08,,,,", "line 3, column 1: team is missing"),
        (
            "Blue,,,,,",
            "line 3, column 2: agent_id is missing, and so is email: one of them says who it is",
        ),
        ("Blue,agent-07,,,,", "line 3, column 2: agent_id was given on line 2 already"),
        ("Blue,agent-08,,nobody,,", "line 3, column 4: email must be an email address"),
        ("Blue,agent-08,,,,maybe", "line 3, column 6: reviewer must be yes or no"),
    ],
)  # fmt: skip
def test_bad_row_is_named_and_costs_no_other(row: str, expected: str) -> None:
    header = "team,agent_id,name,email,lead_email,reviewer"
    people = found(f"{header}\nBlue,agent-07,,,,\n{row}\nRed,agent-09,,,,\n")
    assert people[1] == expected
    assert [person.agent_id for person in people if isinstance(person, TeamRow)] == [
        "agent-07", "agent-09",
    ]  # fmt: skip


def test_table_without_people_is_refused() -> None:
    with pytest.raises(FileRefused, match="no column email"):
        read(BytesIO(b"team,name\nBlue,x\n"))
