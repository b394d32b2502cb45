"""What a refusal or a finding says can be said in the reader's language."""

from __future__ import annotations

import ast

from tests.house.sources import imported_names, modules, tree

REFUSALS = {"Refused", "Conflict", "Missing", "NotReady", "PartRefused", "ModelRefused"}
FINDINGS = {"error", "warning", "refuse"}


def test_no_sentence_that_people_read_is_fixed_in_one_language() -> None:
    fixed = [
        f"{name}:{line}"
        for name in modules("scorecards/")
        for line in _fixed(tree(name), judges=_judges(name))
    ]
    assert fixed == []


def test_the_rule_sees_fixed_sentences() -> None:
    found = ast.parse(
        "raise Refused('Say why.')\n"
        "raise Refused(_('Say why.'))\n"
        "here.error('text', f'{name} has no text.')\n"
        "message = 'It is empty: add one.'\n"
        "raise ValueError('not for people')\n"
    )
    assert (_fixed(found, judges=True), _fixed(found, judges=False)) == ([1, 3, 4], [1, 3])


def _fixed(module: ast.Module, *, judges: bool) -> list[int]:
    """The lines on which something that people read is said in one language only."""
    nodes = ast.walk(module)
    return sorted(
        said.lineno for node in nodes if (said := _said(node, judges)) and _is_sentence(said)
    )


def _judges(name: str) -> bool:
    """Whether a module makes findings, whose words it often names first."""
    makes = ("Finding", "Place", "RefusalError", "ScorecardInvalid")
    return any(each in makes for _, each in imported_names(name))


def _said(node: ast.AST, judges: bool) -> ast.expr | None:
    """What a refusal, a finding, or a variable for one says; None for all else."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.value if judges and node.targets[0].id == "message" else None
    if not isinstance(node, ast.Call) or not node.args:
        return None
    if isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
        return node.args[0]
    if isinstance(node.func, ast.Attribute) and node.func.attr in FINDINGS:
        return node.args[-1]
    return None


def _is_sentence(said: ast.expr) -> bool:
    if isinstance(said, ast.JoinedStr):
        return True
    return isinstance(said, ast.Constant) and isinstance(said.value, str) and " " in said.value
