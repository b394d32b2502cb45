"""The `qa` command: every family of commands, put together."""

from __future__ import annotations

import click

from qa_app.cli import processes, scorecard_files
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
processes.register(main)
