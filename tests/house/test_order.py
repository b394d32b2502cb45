"""The order of the rooms: no file imports what lies above it, none imports in a circle."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter

import grimp

from tests.house.sources import PACKAGES, ROOT, imported_names, modules

# What ties code to one request: only routes may know it.
OF_A_REQUEST = {
    ("flask", name)
    for name in (
        "abort", "current_app", "flash", "g", "jsonify", "make_response", "redirect",
        "render_template", "request", "send_file", "session",
    )
} | {("qa_app.core.db", "db"), ("flask_login", "current_user")}  # fmt: skip
# Furniture of the web and the edges of the house, which are not rooms.
EDGES = ("qa_app/web/", "qa_app/core/", "qa_app/cli/", "qa_app/processes/", "qa_app/factory.py",
         "qa_app/installation.py", "qa_app/navigation.py")  # fmt: skip
# Draws the designer for its two modules of routes.
PARTS_OF_ROUTES = {"scorecards/design/desk.py"}


@cache
def imports() -> Mapping[str, Set[str]]:
    """For each module the modules that it imports, also inside functions."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    return {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}


def layers() -> Iterator[str]:
    """The rooms that the contract in pyproject.toml puts in order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for line in settings["tool"]["importlinter"]["contracts"][0]["layers"]:
        yield from (name.strip() for name in line.split("|"))


def test_rooms_import_only_what_lies_below_them() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_lies_in_a_room_of_the_order() -> None:
    """A new package must be put in its place, else the contract says nothing of it."""
    known = (*layers(), "qa_app.migrations")
    packages = {name for name in imports() if any(m.startswith(f"{name}.") for m in imports())}
    homeless = [
        name
        for name in imports()
        if name not in packages
        and not any(name == room or name.startswith(f"{room}.") for room in known)
    ]
    assert homeless == []


def test_no_files_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter(imports()).prepare()
    except CycleError as circle:
        raise AssertionError(" → ".join(circle.args[1])) from circle


def test_packages_are_empty_but_for_the_making_of_the_application() -> None:
    filled = [
        name
        for name in modules(*PACKAGES, "tests/", "benchmarks/")
        if name.endswith("__init__.py") and (ROOT / name).read_text().strip()
    ]
    assert filled == ["qa_app/__init__.py"]


def test_only_routes_know_of_requests() -> None:
    """Verbs and reads take the session, so that web, worker, command and test use the same."""
    found = {}
    for name in modules(*PACKAGES):
        stem = name.rpartition("/")[2].removesuffix(".py")
        if name.startswith(EDGES) or name in PARTS_OF_ROUTES:
            continue
        if stem.startswith("routes") or stem.endswith("_routes"):
            continue
        wrong = imported_names(name) & OF_A_REQUEST
        if wrong:
            found[name] = sorted(wrong)
    assert found == {}
