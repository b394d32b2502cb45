"""The files of the repository as git knows them, and what their syntax trees say."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("qa_app", "transcription", "scorecards", "coaching", "recognition")


@cache
def repository_files() -> tuple[str, ...]:
    """Every file that is part of the repository, or would be with the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return tuple(name for name in found.stdout.split("\0") if name and (ROOT / name).is_file())


@cache
def modules(*folders: str) -> tuple[str, ...]:
    """The Python files below these folders, less migrations, which are made by a tool."""
    return tuple(
        name
        for name in repository_files()
        if name.endswith(".py") and name.startswith(folders) and "/migrations/" not in name
    )


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse((ROOT / name).read_text("utf-8"), name)


def imported_names(name: str) -> set[tuple[str, str]]:
    """(module, name) of everything that a file takes from modules, at any depth."""
    found: set[tuple[str, str]] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.ImportFrom):
            found |= {(node.module or "", alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
    return found
