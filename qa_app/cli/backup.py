"""`qa backup` and `qa restore`."""

from __future__ import annotations

from pathlib import Path

import click

from qa_app import create_app
from qa_app.cli.edge import answer, json_option
from qa_app.processes.backup import back_up, restore

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=FILE)
@json_option
def backup_command(file: Path, as_json: bool) -> None:
    """Copy database, files and keys to FILE, while the product runs or not.

    Exit status 0: FILE is whole; 2: it was not written.
    """
    result = back_up(create_app(), file)
    text = f"{file}: {result['files']} files, {result['bytes'] / 1e6:.1f} MB. Keep it locked away."
    answer(result, as_json, text)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def restore_command(file: Path, as_json: bool) -> None:
    """Fill an empty instance (see QA_INSTANCE_PATH) from the backup FILE.

    Exit status 0: all is back; 2: refused, and nothing was changed.
    """
    result = restore(create_app(), file)
    answer(result, as_json, f"Restored, {result['files']} files. Start with `qa serve`.")
