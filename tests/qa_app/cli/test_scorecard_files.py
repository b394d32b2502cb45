"""`qa scorecard validate` and `score` on files: findings, scores, exit statuses."""

import json

import pytest
from click.testing import CliRunner

from qa_app.cli.scorecard_files import score_answers, validate

QUESTIONS = [
    {"key": "a", "text": "Is a so?", "guidance": "Yes if so.", "type": "yes_no", "weight": 2},
    {"key": "b", "text": "Is b so?", "guidance": "Yes if so.", "type": "yes_no", "weight": 1},
]
CARD = {
    "format": 1,
    "title": "Card",
    "channel": "phone",
    "pass_percent": 60,
    "sections": [{"key": "s", "title": "All", "questions": QUESTIONS}],
}


@pytest.fixture
def run(tmp_path):
    def call(command, *documents, options=()):
        paths = []
        for number, document in enumerate(documents):
            path = tmp_path / f"{number}.json"
            text = document if isinstance(document, str) else json.dumps(document)
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        return CliRunner().invoke(command, [*paths, *options])

    return call


def test_a_good_card_ends_with_0(run):
    done = run(validate, CARD, options=["--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"errors": [], "warnings": []})
    assert run(validate, CARD).stdout.endswith("0 errors, 0 warnings; it can be published.\n")


def test_errors_end_with_1_and_unknown_keys_with_2(run):
    zero = {**CARD, "sections": [{**CARD["sections"][0], "weight": 0}]}
    done = run(validate, zero, options=["--json"])
    assert done.exit_code == 1
    assert [item["where"] for item in json.loads(done.stdout)["errors"]] == ["sections"]
    done = run(validate, {**CARD, "colour": "red"}, options=["--json"])
    assert done.exit_code == 2
    assert [item["where"] for item in json.loads(done.stdout)["errors"]] == ["colour"]


@pytest.mark.parametrize("text", ["", "{", "\ufeff[", '{"format": 1, "format": 1}'])
def test_what_is_not_json_ends_with_2_and_a_sentence(run, text):
    done = run(validate, text)
    assert done.exit_code == 2
    assert "is not JSON: " in done.stderr


def test_a_file_that_is_not_there_ends_with_2(run):
    done = CliRunner().invoke(validate, ["nowhere.json"])
    assert done.exit_code == 2
    assert "nowhere.json cannot be read: No such file or directory." in done.stderr


def test_a_score_as_json(run):
    done = run(score_answers, CARD, {"a": "yes", "b": "no"}, options=["--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "percent": 66.666667,
        "raw_percent": 66.666667,
        "percent_without_fatal": 66.666667,
        "failed": False,
        "failed_sections": [],
        "no_score": False,
        "passed": True,
        "sections": {"s": {"percent": 66.666667, "failed": False}},
    }


def test_a_score_in_words(run):
    fatal = {**QUESTIONS[0], "critical": "evaluation", "fatal_values": ["no"]}
    card = {**CARD, "sections": [{**CARD["sections"][0], "questions": [fatal, QUESTIONS[1]]}]}
    assert run(score_answers, card, {"a": "no", "b": "yes"}).stdout == (
        "Score: 0 %, not passed\n"
        "Failed by a critical question: the evaluation\n"
        "Without the critical rule: 33.333333 %\n"
        "  All: 33.333333 %\n"
    )
    assert run(score_answers, card, {}).stdout.startswith("No score: ")


def test_verdicts_are_told_where_they_are_asked_for(run):
    bands = [{"from": 0, "label": "Weak"}]
    judged = {**QUESTIONS[0], "pass_percent": 50, "bands": bands}
    card = {**CARD, "sections": [{**CARD["sections"][0], "questions": [judged, QUESTIONS[1]]}]}
    answers = {"a": "no", "b": "yes"}
    done = run(score_answers, card, answers, options=["--verdicts", "--json"])
    assert json.loads(done.stdout)["verdicts"] == {
        "passed": False,
        "sections": {},
        "questions": {"a": {"passed": False, "band": "Weak"}},
    }
    words = run(score_answers, card, answers, options=["--verdicts"]).stdout
    assert words.endswith(f"  Whole: not passed\n  {QUESTIONS[0]['text']}: not passed, Weak\n")


def test_facts_decide_what_is_shown(run, tmp_path):
    shown = {**QUESTIONS[1], "condition": {"fact": "topic", "in": ["billing"]}}
    card = {**CARD, "sections": [{**CARD["sections"][0], "questions": [QUESTIONS[0], shown]}]}
    answers = {"a": "yes", "b": "no"}
    assert (
        json.loads(run(score_answers, card, answers, options=["--json"]).stdout)["percent"] == 100
    )
    facts = tmp_path / "facts.json"
    facts.write_text('{"topic": "billing"}', encoding="utf-8")
    done = run(score_answers, card, answers, options=["--facts", str(facts), "--json"])
    assert json.loads(done.stdout)["percent"] == 66.666667


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"c": "yes"}, "error: c: The scorecard has no question “c”."),
        ({"a": "maybe"}, "error: a: “maybe” is not one of its answers. Choose from: yes, no."),
        ({"a": {"yes": 1}}, "error: a: "),
        (["yes"], "must hold one JSON object"),
    ],
)
def test_unknown_questions_and_values_end_with_2(run, answers, message):
    done = run(score_answers, CARD, answers, options=["--json"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_card_that_could_not_be_published_is_scored_with_a_word_of_warning(run):
    zero = {**CARD, "sections": [{**CARD["sections"][0], "weight": 0}]}
    done = run(score_answers, zero, {"a": "yes"}, options=["--json"])
    assert (done.exit_code, json.loads(done.stdout)["no_score"]) == (0, True)
    assert done.stderr == (
        "This scorecard has 1 error and could not be published: see `qa scorecard validate`.\n"
    )


def test_a_card_with_one_key_twice_is_not_scored(run):
    card = {**CARD, "sections": [{**CARD["sections"][0], "questions": [QUESTIONS[0]] * 2}]}
    done = run(score_answers, card, {"a": "yes"})
    assert (done.exit_code, done.stdout) == (2, "")
