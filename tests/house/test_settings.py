"""docs/settings.md tells every setting, with its default and meaning, and no other."""

from __future__ import annotations

import re

from qa_app.config import ALSO_KNOWN, settings_table
from tests.house.sources import ROOT, repository_files

PAGE = (ROOT / "docs" / "settings.md").read_text()
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`(.*?)`|–) \| (.*?) \|$", re.MULTILINE)
NAME = re.compile(r"\b(?:QA_[A-Z][A-Z_]*[A-Z]|DATABASE_URL)\b")


def test_the_tables_equal_the_settings() -> None:
    documented = [(name, default, about) for name, default, about in ROW.findall(PAGE)]
    of_the_product = [row for row in documented if row[0] not in ALSO_KNOWN]
    assert sorted(of_the_product) == sorted(settings_table())


def test_what_only_tests_read_is_told_apart() -> None:
    tests = PAGE.partition("## For tests and benchmarks")[2]
    assert {name for name, _, _ in ROW.findall(tests)} == ALSO_KNOWN


def test_no_other_setting_is_named_anywhere() -> None:
    """A name that is not a setting sends its reader looking for nothing."""
    known = {name for name, _, _ in settings_table()} | ALSO_KNOWN
    wrong = {
        (path, name)
        for path in repository_files()
        if path.endswith((".md", ".html", ".yaml", "Makefile")) or path.startswith("qa_app/cli/")
        for name in NAME.findall((ROOT / path).read_text("utf-8"))
        if name not in known
    }
    assert wrong == set()
