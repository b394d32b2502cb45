"""`qa doctor`: is everything well, and if not, what to do."""

from __future__ import annotations

from dataclasses import asdict

import click

from qa_app import create_app
from qa_app.cli.edge import SOME_REFUSED, answer, ends_with, json_option
from qa_app.processes.doctor import examine


@click.command("doctor")
@json_option
def doctor(as_json: bool) -> None:
    """Check settings, database, storage, model and workers.

    Exit status 0: all well; 1: something needs mending.
    """
    checks = examine(create_app())
    lines = []
    for check in checks:
        lines.append(f"{'ok  ' if check.ok else 'MEND'}  {check.name}: {check.found}")
        if check.mend and not check.ok:
            lines.append(f"      → {check.mend}")
    answer([asdict(check) for check in checks], as_json, "\n".join(lines))
    ends_with(0 if all(check.ok for check in checks) else SOME_REFUSED)
