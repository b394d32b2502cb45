"""The `qa` command: every family of commands, put together."""

from __future__ import annotations

import click

from qa_app.cli import (
    backup,
    demo,
    doctor,
    evaluations,
    flagging,
    importing,
    people,
    previewing,
    processes,
    sampling,
    scorecard_files,
    scorecards,
)
from qa_app.cli.edge import DeskGroup


@click.group(cls=DeskGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quality-desk")
def main() -> None:
    """Quality Desk: quality assurance and coaching for customer service."""


@main.group(cls=DeskGroup)
def scorecard() -> None:
    """Check, score, import, export and publish scorecards."""


scorecard.add_command(scorecard_files.validate)
scorecard.add_command(scorecard_files.score_answers)
scorecards.register(scorecard)
processes.register(main)
main.add_command(people.user)
main.add_command(doctor.doctor)
main.add_command(demo.demo)
main.add_command(backup.backup_command)
main.add_command(backup.restore_command)
main.add_command(evaluations.evaluations)
main.add_command(importing.import_command)
main.add_command(importing.team)
main.add_command(previewing.mappings)
main.add_command(sampling.plan)
main.add_command(sampling.sample)
main.add_command(flagging.flag)
