"""`qa flag notice|train|score|report|export`: flagging from the command line."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from qa_app.cli.edge import DAY, SOME_REFUSED, DeskGroup, answer, desk, ends_with, json_option
from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.web.downloads import neutral
from scorecards.flagging.export import COLUMNS, scored
from scorecards.flagging.models import FlagModel, ModelState
from scorecards.flagging.notice import record_notice, require_notice
from scorecards.flagging.queries import model_in_use
from scorecards.flagging.scoring_run import score_interactions
from scorecards.flagging.switch import require_on
from scorecards.flagging.training import SEED, train_version

FIGURES = (("AUC", "auc"), ("Average precision", "average_precision"), ("Brier", "brier"))


@click.group("flag", cls=DeskGroup)
def flag() -> None:
    """Train the flagging model, score interactions, and say how well it finds."""


@flag.command("notice")
@click.option("--by", "given_by", required=True, help="Who told the workers.")
@click.option("--on", "given_on", required=True, type=DAY, help="On which day.")
@click.option("--text", required=True, help="What they were told.")
@click.option("--to", "told_to", default="", help="Who was told: teams, sites, everybody.")
@click.option(
    "--council-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="On which day the works council was informed.",
)
@json_option
def notice_command(
    given_by: str,
    given_on: datetime,
    text: str,
    told_to: str,
    council_on: datetime | None,
    as_json: bool,
) -> None:
    """Record that the workers were told; nothing is trained or scored before.

    Exit status 0: recorded; 2: refused.
    """
    with desk() as session:
        notice = record_notice(
            session,
            given_by=given_by,
            given_on=given_on.date(),
            text=text,
            told_to=told_to,
            council_on=council_on.date() if council_on else None,
            by=None,
            at=clock.now(),
            actor="cli",
        )
        day = notice.given_on.isoformat()
        result = {"id": notice.id, "given_by": notice.given_by, "given_on": day}
        if notice.told_to:
            result["told_to"] = notice.told_to
        if notice.council_on:
            result["council_on"] = notice.council_on.isoformat()
    answer(result, as_json, f"The notice to workers of {day} is recorded.")


@flag.command("train")
@click.option("--scorecard", help="Learn from this scorecard alone.")
@click.option("--low-below", type=float, help="Percentage; without it the pass mark.")
@click.option(
    "--seed",
    type=int,
    default=SEED,
    show_default=True,
    help="Begins the random numbers: the same seed and evaluations, the same version.",
)
@json_option
def train_command(scorecard: str | None, low_below: float | None, seed: int, as_json: bool) -> None:
    """Train a version on all submitted evaluations and use it if it is no worse.

    Exit status 0: in use; 1: trained but not promoted; 2: refused, such as below 50 labels.
    """
    with desk() as session:
        version = train_version(
            session,
            scorecard_title=scorecard,
            low_below=low_below,
            seed=seed,
            by=None,
            actor="cli",
            at=clock.now(),
            pause=session.commit,
            say=lambda note: click.echo(note, err=True),
        )
        result = version_as_data(version)
        promoted = version.state is ModelState.IN_USE
    told = "is in use" if promoted else "was not promoted"
    answer(result, as_json, f"Version {result['version']} {told}. {result['outcome']}")
    ends_with(0 if promoted else SOME_REFUSED)


@flag.command("score")
@json_option
def score_command(as_json: bool) -> None:
    """Score every interaction that the version in use has not scored yet.

    Exit status 0: all are scored; 2: refused, as while flagging is off.
    """
    with desk() as session:
        report = score_interactions(
            session, None, at=clock.now(), pause=session.commit, actor="cli"
        )
    words = (
        f"Version {report.version}: {report.scored} newly scored, "
        f"{report.flagged} of {report.total} flagged."
    )
    answer(asdict(report), as_json, words)


@flag.command("report")
@json_option
def report_command(as_json: bool) -> None:
    """Say how well the version in use finds low quality, with 95 % intervals.

    Exit status 0: told; 2: there is no notice or no version.
    """
    with desk() as session:
        require_notice(session)
        version = _in_use(model_in_use(session))
        result = {**version_as_data(version), **report_as_data(version)}
    answer(result, as_json, "\n".join(report_in_words(result)))


@flag.command("export")
@json_option
def export_command(as_json: bool) -> None:
    """Write every scored interaction to standard output, as CSV or with --json as JSON.

    Exit status 0: all are written; 2: there is nothing to write, or flagging is off.
    """
    with desk() as session:
        require_on(session)
        _in_use(model_in_use(session))
        if as_json:
            answer([asdict(row) for row in scored(session)], True, "")
            return
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in scored(session):
            writer.writerow([neutral(cell) for cell in row.cells])


def _in_use(version: FlagModel | None) -> FlagModel:
    if version is None:
        raise Refused("No version is trained yet. Run `qa flag train` first.")
    return version


def version_as_data(version: FlagModel) -> dict[str, Any]:
    """What a version is and whether it is used."""
    card = version.card
    return {
        "version": version.number,
        "state": version.state.value,
        "outcome": version.outcome,
        "labels": card["labels"],
        "low": round(card["low_in_training"] * card["labels"]),
        "low_means": card["low_means"],
        "seed": card["seed"],
    }


def report_as_data(version: FlagModel) -> dict[str, Any]:
    """The figures of a version: each {"value", "low", "high"}, shares as fractions of 1."""
    card = version.card
    figures = card["figures"]
    return {
        "heading": card["heading"],
        "split": card["split"],
        "arm": "random" if card["heading"].startswith("Random arm") else "all",
        "tested": figures["n"],
        "tested_low": figures["lows"],
        "base_rate": figures["base_rate"],
        **{name: figures[name] for _, name in FIGURES},
        "top": figures["tops"],
        "calibration": card["calibration"],
    }


def report_in_words(result: dict[str, Any]) -> list[str]:
    """The report for a person."""
    lines = [
        f"Version {result['version']}, trained on {result['labels']} evaluations, "
        f"{result['low']} low. {result['low_means']}.",
        f"{result['heading']}. {result['split']}.",
        f"{result['tested']} tested, {result['tested_low']} of them low; "
        f"base rate {result['base_rate']:.3f}.",
    ]
    lines += [f"{label + ':':<19}{_interval(result[name])}" for label, name in FIGURES]
    lines += [
        f"Top {100 * top['share']:2.0f} %: finds {_percent(top['recall'])} of the low ones, "
        f"lift {_interval(top['lift'], 2)}"
        for top in result["top"]
    ]
    return lines


def _interval(held: dict[str, float | None], digits: int = 3) -> str:
    value, low, high = (_figure(held[name], digits) for name in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _percent(held: dict[str, float | None]) -> str:
    value, low, high = (
        _figure(None if held[name] is None else 100 * (held[name] or 0.0), 0)
        for name in ("value", "low", "high")
    )
    return f"{value} % ({low} to {high})"


def _figure(value: float | None, digits: int) -> str:
    return "not known" if value is None else f"{value:.{digits}f}"
