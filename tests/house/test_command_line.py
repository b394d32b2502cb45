"""docs/cli.md tells every command with its options and exit statuses, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from qa_app.cli.main import PLACES, main
from tests.house.sources import ROOT

PAGE = (ROOT / "docs" / "cli.md").read_text()
SECTION = re.compile(r"^### `(qa [a-z -]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"^\| `(--[a-z-]+)", re.MULTILINE)


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(commands(main, "qa"))
SECTIONS = dict(SECTION.findall(PAGE))
every_command = pytest.mark.parametrize("path", sorted(COMMANDS))


def options(command: click.Command) -> list[click.Option]:
    return [param for param in command.params if isinstance(param, click.Option)]


def test_every_command_has_its_section() -> None:
    assert sorted(SECTIONS) == sorted(COMMANDS)


@every_command
def test_every_option_is_in_its_table(path: str) -> None:
    """`--json` is the same everywhere and told once, at the top."""
    offered = {option.opts[0] for option in options(COMMANDS[path])} - {"--json"}
    assert set(OPTION.findall(SECTIONS[path])) == offered


@every_command
def test_every_section_says_how_it_ends(path: str) -> None:
    assert re.search(r"^Exit status 0: ", SECTIONS[path], re.MULTILINE)


@every_command
def test_every_command_answers_in_json_too(path: str) -> None:
    assert "--json" in {name for option in options(COMMANDS[path]) for name in option.opts}


@every_command
def test_every_command_and_option_explains_itself(path: str) -> None:
    command = COMMANDS[path]
    silent = [option.opts[0] for option in options(command) if not option.help]
    assert (bool(command.help), silent) == (True, [])


@pytest.mark.parametrize("name", sorted(PLACES))
def test_what_the_list_of_commands_says_is_how_their_help_begins(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert (command.help or "").startswith(PLACES[name][1].removesuffix("."))


def test_the_list_of_commands_comes_without_the_application() -> None:
    code = "import sys, qa_app.cli.main; print([m for m in sys.modules if m == 'sqlalchemy'])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
