"""Modules are small and open with a sentence on what they are for."""

from __future__ import annotations

import ast

from tests.house.sources import PACKAGES, ROOT, modules, tree

LONGEST = 300
LONGEST_ROUTE = 30


def test_no_module_is_long() -> None:
    long = {
        name: lines
        for name in modules(*PACKAGES, "benchmarks/")
        if (lines := len((ROOT / name).read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_module_opens_with_a_sentence() -> None:
    silent = []
    for name in modules(*PACKAGES, "benchmarks/", "tests/"):
        text = (ROOT / name).read_text("utf-8")
        first = (ast.get_docstring(tree(name)) or "").split("\n")[0]
        if text.strip() and not (text.startswith('"""') and first.endswith((".", "…"))):
            silent.append(name)
    assert silent == []


def test_every_public_function_and_class_says_what_it_is() -> None:
    silent = []
    for name in modules(*PACKAGES):
        for node in tree(name).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and ast.get_docstring(node) is None:
                silent.append(f"{name}:{node.lineno} {node.name}")
    assert silent == []


def test_routes_are_thin() -> None:
    """Load, check, act, answer: what takes more belongs into a verb or a query."""
    long = {}
    for name in modules(*PACKAGES):
        for node in tree(name).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            marks = [getattr(getattr(d, "func", d), "id", "") for d in node.decorator_list]
            lines = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
            if {"requires", "public"} & set(marks) and lines > LONGEST_ROUTE:
                long[f"{name}:{node.name}"] = lines
    assert long == {}
