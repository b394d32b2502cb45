"""From files to a draw and to flags, through the real command line: chats made here and rated."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest

from tests.journeys import chats as files
from tests.journeys.chats import SCORECARD, Chat
from tests.journeys.command_line import CommandLine

DATA = os.environ.get("QA_DATA_DIR")
NOTICE = ("--by", "Works council", "--on", "2026-03-02", "--text", "A model orders what we read.")
PLAN = {
    "format": 1,
    "title": "Weekly",
    "every": "weekly",
    "amount": {"per_agent": 3},
    "strata": ["topic"],
}
NOT_JSON = "this line is not JSON"


@pytest.fixture
def qa(tmp_path: Path) -> CommandLine:
    """The command line on an instance that is empty and up to date."""
    command = CommandLine(tmp_path / "instance")
    command("db", "upgrade")
    return command


@pytest.fixture(params=["made", "rated"])
def chats(request: pytest.FixtureRequest) -> list[Chat]:
    """Chats made here, or every seventh of the real rated dialogues."""
    if request.param == "made":
        return files.made(180)
    if not DATA or not (Path(DATA) / "satisfaction").is_dir():
        pytest.skip("QA_DATA_DIR names no folder of rated dialogues (satisfaction)")
    return files.rated(Path(DATA) / "satisfaction", each=7)


@pytest.fixture
def interchange(tmp_path: Path, chats: list[Chat]) -> Path:
    """The chats as a file of JSON lines."""
    path = tmp_path / "chats.jsonl"
    path.write_text(files.interchange(chats), encoding="utf-8")
    return path


def as_file(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.slow
def test_chats_are_imported_once_and_a_seed_draws_the_same(
    qa: CommandLine, chats: list[Chat], interchange: Path, tmp_path: Path
) -> None:
    lines = interchange.read_text(encoding="utf-8").splitlines(keepends=True)
    interchange.write_text("".join([*lines[:9], NOT_JSON + "\n", *lines[9:]]), encoding="utf-8")
    first = qa.data("import", interchange, status=1)
    assert (first["total"], first["accepted"], first["rejected"]) == (
        len(chats) + 1,
        len(chats),
        1,
    )
    assert [(one["line"], one["column"]) for one in first["refusals"]] == [(10, 1)]
    assert (first["new"], first["known"]) == (len(chats), 0)
    again = qa.data("import", interchange, status=1)
    assert (again["new"], again["known"], again["rejected"]) == (0, len(chats), 1)
    assert qa.data("work", "--until-idle")["failed"] == 0

    reviewers = tmp_path / "team.csv"
    reviewers.write_text("team,email,reviewer\nTeam 0,one@example.org,yes\n")
    assert qa.data("team", "import", reviewers)["added"] == 1
    assert qa.data("plan", "import", as_file(tmp_path / "plan.json", PLAN))["result"] == "created"
    shown = qa.data("sample", "draw", "Weekly", "--all", "--seed", "7", "--dry-run")
    other = qa.data("sample", "draw", "Weekly", "--all", "--seed", "8", "--dry-run")
    drawn = qa.data("sample", "draw", "Weekly", "--all", "--seed", "7")
    assert drawn["items"] == shown["items"]
    assert (drawn["frame_size"], drawn["frame_sha256"]) == (len(chats), shown["frame_sha256"])
    assert {item["external_id"] for item in other["items"]} != {
        item["external_id"] for item in drawn["items"]
    }
    sizes = {agent["agent"]: agent["frame_size"] for agent in drawn["agents"]}
    assert sum(sizes.values()) == len(chats)
    assert {(item["pool"], item["inclusion_probability"]) for item in drawn["items"]} == {
        ("random", min(1.0, 3 / size)) for size in sizes.values()
    }
    assert len(drawn["items"]) == sum(min(3, size) for size in sizes.values())
    refused = qa("sample", "draw", "Weekly", "--all", "--seed", "7", status=2)
    assert (refused.out, "drawn" in refused.err) == ("", True)


@pytest.mark.slow
def test_what_raters_said_trains_flags(
    qa: CommandLine, chats: list[Chat], interchange: Path, tmp_path: Path
) -> None:
    card, history = tmp_path / "card.json", tmp_path / "history.csv"
    qa("import", interchange)
    qa("scorecard", "import", as_file(card, files.scorecard()))
    qa("scorecard", "publish", SCORECARD)
    rows = files.write_evaluations(history, chats)
    taken = qa.data("evaluations", "import", history, "--create")
    assert (taken["total"], taken["accepted"], taken["rejected"]) == (rows, rows, 0)
    assert (taken["added"], taken["counting"]) == (rows, 0)
    assert (len(taken["created"]["reviewers"]), taken["created"]["scorecards"]) == (3, [])
    again = qa.data("evaluations", "import", history)
    assert (again["added"], again["already_there"], again["total"]) == (0, rows, rows)

    early = qa("flag", "train", status=2)
    assert "notice to workers is not recorded" in early.err
    assert qa.data("flag", "notice", *NOTICE)["given_on"] == "2026-03-02"
    low = sum(chat.is_low for chat in chats)
    trained = qa.data("flag", "train")
    assert (trained["labels"], trained["low"], trained["state"]) == (len(chats), low, "in_use")
    scored = qa.data("flag", "score")
    assert (scored["scored"], scored["total"]) == (len(chats), len(chats))

    report = qa.data("flag", "report")
    assert {key: report[key] for key in trained} == trained
    assert (report["arm"], report["tested"], report["tested_low"]) == ("all", len(chats), low)
    assert report["base_rate"] == low / len(chats)
    assert report["heading"].startswith("Cross-validated over all labels, 2026-03-02 to ")
    assert report["split"] == "Cross-validated in 5 parts, agents kept apart"
    assert [top["share"] for top in report["top"]] == [0.05, 0.1, 0.2]
    assert 0.5 < report["auc"]["low"] < report["auc"]["value"] < report["auc"]["high"]

    export = qa("flag", "export").rows
    assert sorted(row["external_id"] for row in export) == sorted(chat.name for chat in chats)
    export.sort(key=lambda row: float(row["probability"]), reverse=True)
    assert [row["flagged"] == "yes" for row in export] == [
        place < scored["flagged"] for place in range(len(export))
    ]
    assert 0 < scored["flagged"] <= len(chats) // 5
    assert all(row["reasons"] for row in export[: scored["flagged"]])
    assert all(
        float(one["probability"]) >= float(two["probability"]) for one, two in pairwise(export)
    )
