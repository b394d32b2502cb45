"""`qa scorecard validate` and `qa scorecard score`: on files alone, without an instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import click

from qa_app.cli.edge import MISUSE, OK, SOME_REFUSED, answer, ends_with, json_option
from scorecards.design.answers import Answers
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.findings import Finding, RefusalError
from scorecards.design.reading import read_json
from scorecards.design.results import QuestionResult, ScoreResult, SectionResult
from scorecards.design.scoring import score, to_public
from scorecards.design.validation import errors, findings
from scorecards.design.verdicts import verdicts

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@json_option
def validate(file: Path, as_json: bool) -> None:
    """Check the scorecard in FILE.

    Exit status 0: it can be published; 1: errors block it; 2: it is not of the format.
    """
    try:
        found = findings(parse(read_file(file)))
        status = SOME_REFUSED if any(item.level == "error" for item in found) else OK
    except RefusalError as refused:
        found, status = list(refused.findings), MISUSE
    answer(finding_report(found), as_json, _in_words(file, found))
    ends_with(status)


@click.command()
@click.argument("scorecard", type=FILE)
@click.argument("answers", type=FILE)
@click.option("--facts", type=FILE, help='The interaction\'s facts as JSON: {"topic": "billing"}.')
@click.option("--verdicts", "judged", is_flag=True, help="Tell what pass marks and bands say.")
@json_option
def score_answers(
    scorecard: Path, answers: Path, facts: Path | None, judged: bool, as_json: bool
) -> None:
    """Score the ANSWERS file, {"question": answer}, under the SCORECARD file.

    Exit status 0: scored; 2: the scorecard does not know a question, a value or a key.
    """
    try:
        document = parse(read_file(scorecard))
        given = cast(Answers, _object(answers))
        result = score(document, given, _object(facts) if facts else None)
    except RefusalError as refused:
        click.echo(finding_lines(refused.findings), err=True)
        raise SystemExit(MISUSE) from refused
    _warn_of_errors(document)
    public, words = to_public(result), _score_in_words(document, result)
    if judged:
        public["verdicts"] = verdicts(result)
        words += _verdicts_in_words(document, result)
    answer(public, as_json, words)


score_answers.name = "score"


def read_file(file: Path) -> Any:
    """Read a JSON file; what cannot be read ends the command with a sentence."""
    try:
        return read_json(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is not text in UTF-8: save it so.") from error
    except ValueError as error:
        raise click.UsageError(f"{file} is not JSON: {error}") from error


def _object(file: Path) -> Mapping[str, Any]:
    data = read_file(file)
    if not isinstance(data, dict):
        raise click.UsageError(f"{file} must hold one JSON object in curly brackets.")
    return data


def _warn_of_errors(document: ScorecardDocument) -> None:
    blocking = errors(document)
    if blocking:
        click.echo(
            f"This scorecard has {count_words(len(blocking), 'error')} and could not be published: "
            "see `qa scorecard validate`.",
            err=True,
        )


def finding_report(found: Iterable[Finding]) -> dict[str, list[dict[str, str]]]:
    """Findings as JSON, errors and warnings apart."""
    report: dict[str, list[dict[str, str]]] = {"errors": [], "warnings": []}
    for item in found:
        report[f"{item.level}s"].append({"where": item.where, "message": item.message})
    return report


def finding_lines(found: Iterable[Finding]) -> str:
    """Findings one a line, in words."""
    return "\n".join(f"{item.level}: {item.where}: {item.message}" for item in found)


def _in_words(file: Path, found: list[Finding]) -> str:
    wrong = sum(item.level == "error" for item in found)
    advice = len(found) - wrong
    verdict = "it cannot be published yet" if wrong else "it can be published"
    summary = f"{file}: {count_words(wrong, 'error')}, {count_words(advice, 'warning')}; {verdict}."
    return "\n".join(filter(None, [finding_lines(found), summary]))


def count_words(number: int, noun: str) -> str:
    """A number with its noun: “1 error”, “2 errors”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _score_in_words(document: ScorecardDocument, result: ScoreResult) -> str:
    public = to_public(result)
    if result.no_score:
        lines = ["No score: nothing that counts was answered."]
    else:
        verdict = {True: ", passed", False: ", not passed", None: ""}[result.passed]
        lines = [f"Score: {_percent(public['percent'])}{verdict}"]
    if result.failed or result.failed_sections:
        scope = "the evaluation" if result.failed else ", ".join(result.failed_sections)
        lines.append(f"Failed by a critical question: {scope}")
        lines.append(f"Without the critical rule: {_percent(public['percent_without_fatal'])}")
    if public["raw_percent"] != public["percent"]:
        lines.append(f"Before cap and floor: {_percent(public['raw_percent'])}")
    for section in document.sections:
        part = public["sections"][section.key]
        failed = ", failed" if part["failed"] else ""
        lines.append(f"  {section.title}: {_percent(part['percent'])}{failed}")
    return "\n".join(lines)


def _verdicts_in_words(document: ScorecardDocument, result: ScoreResult) -> str:
    """Bands and pass marks, one part a line, after the score."""
    parts: list[tuple[str, ScoreResult | SectionResult | QuestionResult]]
    parts = [("Whole", result), *((it.title, result.sections[it.key]) for it in document.sections)]
    parts += [(it.text, result.questions[it.key]) for it in document.questions()]
    lines = ""
    for name, part in parts:
        passed = {True: "passed", False: "not passed", None: ""}[part.passed]
        said = ", ".join(filter(None, [passed, part.band or ""]))
        lines += f"\n  {name}: {said}" if said else ""
    return lines


def _percent(value: float | None) -> str:
    return "no score" if value is None else f"{value:.6f}".rstrip("0").rstrip(".") + " %"
