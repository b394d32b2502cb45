"""The `qa` command: every family of commands, put together."""

from __future__ import annotations

import click

from qa_app.cli.lazy import LazyGroup

# Where each command is, and the first words of its help (tests/house holds them to it).
PLACES = {
    "backup": ("backup:backup_command", "Copy database, files and keys to FILE."),
    "db": ("processes:database", "The database's schema."),
    "demo": ("demo:demo", "Load or remove the demo."),
    "doctor": ("doctor:doctor", "Check settings, database, storage, model and workers."),
    "evaluations": ("evaluations:evaluations", "Bring past evaluations in."),
    "flag": ("flagging:flag", "Train the flagging model, score interactions."),
    "import": ("importing:import_command", "Import recordings, manifests, JSON lines, chats."),
    "mappings": ("previewing:mappings", "Mappings: what the columns of tables mean."),
    "plan": ("sampling:plan", "Import and list sampling plans."),
    "restore": ("backup:restore_command", "Fill an empty instance."),
    "sample": ("sampling:sample", "Draw interactions for review."),
    "scheduler": ("processes:scheduler", "Run the timetable and the sweeper of jobs."),
    "scorecard": ("scorecards:scorecard", "Check, score, import, export and publish scorecards."),
    "serve": ("processes:serve", "Run everything in one process tree."),
    "team": ("teams:team", "Teams and the people in them."),
    "transcribe": ("transcribing:transcribe", "Transcribe recordings again with a chosen model."),
    "user": ("people:user", "Add and list people."),
    "web": ("processes:web_command", "Run the web process alone."),
    "work": ("processes:work", "Run waiting jobs in the foreground."),
    "worker": ("processes:worker", "Run one worker of a queue."),
}


@click.group(
    cls=LazyGroup,
    places={name: (f"qa_app.cli.{place}", words) for name, (place, words) in PLACES.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="quality-desk")
def main() -> None:
    """Quality Desk: quality assurance and coaching for customer service."""
