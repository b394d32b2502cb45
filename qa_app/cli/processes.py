"""`qa serve`, `web`, `worker`, `scheduler`, `work` and `db upgrade`: what runs the product."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from typing import Any

import click

from qa_app import create_app
from qa_app.cli.edge import MISUSE, DeskGroup, answer, json_option
from qa_app.config import Settings, load_settings
from qa_app.core.db import db, reading
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Queue
from qa_app.processes import first_start, foreground, scheduling, supervisor, upgrade, web, working
from transcription.transcripts.queries import waiting_for_model
from transcription.transcripts.transcribing import resume_waiting

PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--host", help="Address to listen on (default: QA_HOST).")
@click.option("--port", type=PORT, help="Port to listen on (default: QA_PORT).")
@json_option
def serve(host: str | None, port: int | None, as_json: bool) -> None:
    """Run everything in one process tree: web, workers and scheduler.

    Says when it is ready, and where. Exit status 0: ended by a signal; 2: it could not start.
    """
    settings = load_settings()
    host, port = host or settings.host, port or settings.port
    supervisor.check_port(host, port)
    status = supervisor.run_apart(_prepare, settings, supervisor.address(host, port), as_json)

    def announce(address: str) -> None:
        said = {"process": "serve", "pid": os.getpid(), "address": address}
        _say_line(said, as_json, f"Quality Desk is ready: {address}")

    raise SystemExit(status or supervisor.serve(host, port, announce))


def _prepare(settings: Settings, address: str, as_json: bool) -> None:
    # Standard output holds the one document alone where that is asked for.
    say = partial(click.echo, err=as_json)
    try:
        first_start.prepare(create_app(settings), settings, address, say)
    except QualityDeskError as error:
        click.echo(error.message, err=True)
        raise SystemExit(MISUSE) from error


@click.command("web")
@click.option("--host", help="Address to listen on (default: QA_HOST).")
@click.option("--port", type=PORT, help="Port to listen on (default: QA_PORT).")
@json_option
def web_command(host: str | None, port: int | None, as_json: bool) -> None:
    """Run the web process alone, beside workers and scheduler that run elsewhere.

    Exit status 0: ended by a signal; 2: it could not start.
    """
    settings = load_settings()
    host, port = host or settings.host, port or settings.port
    supervisor.check_port(host, port)
    address = supervisor.address(host, port)
    said = {"process": "web", "pid": os.getpid(), "address": address}
    _say_line(said, as_json, f"The web process starts at {address}.")
    web.run(settings, host, port)


@click.command()
@click.option(
    "--queue",
    type=click.Choice([q.value for q in Queue]),
    default=Queue.FAST.value,
    show_default=True,
    help="fast answers people; heavy transcribes and trains.",
)
@json_option
def worker(queue: str, as_json: bool) -> None:
    """Run one worker of a queue. Several may run, on several machines.

    Exit status 0: ended by a signal; 2: it could not start.
    """
    app = create_app()
    said = {"process": "worker", "pid": os.getpid(), "queue": queue}
    _say_line(said, as_json, f"A worker of the {queue} queue starts.")
    working.run(app, Queue(queue))


@click.command()
@json_option
def scheduler(as_json: bool) -> None:
    """Run the timetable and the sweeper of jobs. A second one does no harm.

    Exit status 0: ended by a signal; 2: it could not start.
    """
    app = create_app()
    said = {"process": "scheduler", "pid": os.getpid()}
    _say_line(said, as_json, "The scheduler starts.")
    scheduling.run(app)


def _say_line(result: dict[str, Any], as_json: bool, text: str) -> None:
    """Say at once, as one line, that a process that stays has begun."""
    click.echo(json.dumps(result) if as_json else text)
    sys.stdout.flush()


@click.command()
@click.option("--until-idle", is_flag=True, help="Return when nothing is left to do.")
@json_option
def work(until_idle: bool, as_json: bool) -> None:
    """Run waiting jobs in the foreground, by priority.

    Recordings whose speech model cannot be had wait, and it says what to do. Exit status 0: all
    jobs are done; 1: some were parked with an error.
    """
    if not until_idle:
        click.echo("Say --until-idle; a lasting worker is `qa worker`.", err=True)
        raise SystemExit(MISUSE)
    app = create_app()
    with app.app_context():
        # Whoever asks for the work may have set another speech model since.
        resume_waiting(db.session())
        db.session.commit()
    done, failed = foreground.work_until_idle(app)
    with app.app_context(), reading():
        waiting = waiting_for_model(db.session())
        db.session.rollback()
    lines = [f"{done} jobs done, {failed} failed."]
    lines += [f"{count} recordings wait. {reason}" for reason, count in waiting.items()]
    result = {
        "done": done,
        "failed": failed,
        "waiting": [{"recordings": count, "reason": why} for why, count in waiting.items()],
    }
    answer(result, as_json, "\n".join(lines))
    if failed:
        raise SystemExit(1)


@click.group("db", cls=DeskGroup)
def database() -> None:
    """The database's schema."""


@database.command("upgrade")
@json_option
def upgrade_command(as_json: bool) -> None:
    """Bring the schema up to date.

    Exit status 0: it is; 2: the database could not be reached.
    """
    revision = upgrade.upgrade(create_app())
    answer({"schema": revision}, as_json, f"The schema is up to date ({revision}).")
