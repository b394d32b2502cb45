"""`qa scorecard import`, `publish`, `list` and `export` on an instance, and their exit statuses."""

import json

import pytest
from click.testing import CliRunner

from qa_app.cli import edge, scorecards
from scorecards.design.drafting import open_draft
from tests.factories.scorecards import AT, card_json, make_draft, make_published


@pytest.fixture
def run(app, session, monkeypatch):
    monkeypatch.setattr(edge, "create_app", lambda: app)
    group = scorecards.scorecard

    def call(*words):
        session.commit()
        return CliRunner().invoke(group, [*map(str, words)])

    return call


@pytest.fixture
def card(tmp_path):
    def write(data):
        path = tmp_path / "card.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return write


def test_import_publish_list_and_export_in_a_row(run, card):
    done = run("import", card(card_json("Card")), "--json")
    assert (done.exit_code, json.loads(done.stdout)["result"]) == (0, "created")
    done = run("publish", "Card", "--json")
    assert (done.exit_code, json.loads(done.stdout)["state"]) == (0, "published")
    done = run("list", "--json")
    assert [(row["title"], row["version"], row["state"], row["questions"]) for row in
            json.loads(done.stdout)] == [("Card", 1, "published", 3)]  # fmt: skip
    done = run("export", "Card")
    assert done.exit_code == 0
    assert run("import", card(json.loads(done.stdout))).stdout == "Card is here already.\n"


def test_a_file_that_is_no_scorecard_ends_with_2_and_names_the_place(run, card):
    done = run("import", card({**card_json("Card"), "colour": "red"}))
    assert done.exit_code == 2
    assert done.stderr.startswith("colour: The key “colour” is not known here.")


def test_errors_block_publishing_with_1(run, card):
    data = card_json("Card")
    data["sections"][0]["questions"] = []
    done = run("import", card(data))
    assert done.exit_code == 0
    assert "1 error to mend before it can be published." in done.stdout
    done = run("publish", "Card", "--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert (report["state"], [item["where"] for item in report["errors"]]) == (
        "draft", ["sections[0].questions"],
    )  # fmt: skip


def test_a_version_is_exported_by_its_number(run, session, tmp_path):
    published = make_published(session, "Card")
    open_draft(session, published.scorecard, at=AT)
    target = tmp_path / "out.json"
    done = run("export", "Card", "--version", 2, "--to", target, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"file": str(target)})
    assert json.loads(target.read_text(encoding="utf-8"))["title"] == "Card"


@pytest.mark.parametrize(
    "words",
    [
        ("publish", "Nobody"), ("publish", "Card"), ("export", "Nobody"),
        ("export", "Card", "--version", 9), ("import", "nowhere.json"),
    ],
)  # fmt: skip
def test_misuse_ends_with_2_and_a_sentence(run, session, words):
    make_published(session, "Card")
    done = run(*words)
    assert done.exit_code == 2
    assert done.stderr.strip()


def test_an_empty_list_says_what_to_do(run, session):
    assert "import one" in run("list").stdout
    make_draft(session, "Card")
    assert run("list").stdout == "Card, version 1: draft, 3 questions\n"
