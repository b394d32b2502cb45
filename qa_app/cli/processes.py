"""`qa serve`, `web`, `worker`, `scheduler`, `work` and `db upgrade`: what runs the product."""

from __future__ import annotations

import click

from qa_app import create_app
from qa_app.cli.edge import MISUSE, DeskGroup, answer, json_option
from qa_app.config import Settings, load_settings
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Queue
from qa_app.processes import first_start, foreground, scheduling, supervisor, upgrade, web, working
from transcription.transcripts.transcribing import resume_waiting

PORT = click.IntRange(1, 65535)


def register(main: click.Group) -> None:
    """Attach the commands to `qa`."""
    for command in (serve, web_command, worker, scheduler, work, database):
        main.add_command(command)


@click.command()
@click.option("--host", help="Address to listen on (default: QA_HOST).")
@click.option("--port", type=PORT, help="Port to listen on (default: QA_PORT).")
def serve(host: str | None, port: int | None) -> None:
    """Run everything in one process tree: web, workers and scheduler."""
    settings = load_settings()
    host, port = host or settings.host, port or settings.port
    supervisor.check_port(host, port)
    status = supervisor.run_apart(_prepare, settings, supervisor.address(host, port))
    raise SystemExit(status or supervisor.serve(host, port))


def _prepare(settings: Settings, address: str) -> None:
    try:
        first_start.prepare(create_app(settings), settings, address)
    except QualityDeskError as error:
        click.echo(error.message, err=True)
        raise SystemExit(MISUSE) from error


@click.command("web")
@click.option("--host", help="Address to listen on (default: QA_HOST).")
@click.option("--port", type=PORT, help="Port to listen on (default: QA_PORT).")
def web_command(host: str | None, port: int | None) -> None:
    """Run the web process alone."""
    settings = load_settings()
    host, port = host or settings.host, port or settings.port
    supervisor.check_port(host, port)
    web.run(settings, host, port)


@click.command()
@click.option("--queue", type=click.Choice([q.value for q in Queue]), default=Queue.FAST.value)
def worker(queue: str) -> None:
    """Run one worker of a queue."""
    working.run(create_app(), Queue(queue))


@click.command()
def scheduler() -> None:
    """Run the timetable and the sweeper of jobs."""
    scheduling.run(create_app())


@click.command()
@click.option("--until-idle", is_flag=True, help="Return when nothing is left to do.")
@json_option
def work(until_idle: bool, as_json: bool) -> None:
    """Run waiting jobs in the foreground, by priority.

    Exit status 0: all done; 1: some were parked with an error.
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
    answer({"done": done, "failed": failed}, as_json, f"{done} jobs done, {failed} failed.")
    if failed:
        raise SystemExit(1)


@click.group("db", cls=DeskGroup)
def database() -> None:
    """The database's schema."""


@database.command("upgrade")
def upgrade_command() -> None:
    """Bring the schema up to date."""
    upgrade.upgrade(create_app())
    click.echo("The schema is up to date.")
