"""The repository names no machine and no package index, and says whose work it carries."""

from __future__ import annotations

import json
import re

import pytest

from tests.house.sources import ROOT, repository_files

BINARY = (".opus", ".pt", ".png", ".woff2", ".wav")
# In pieces, so that this file does not name them either.
INDEX_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.org", "registry" + r"\.[a-z]",
              "npm" + "mirror", "arti" + "factory", "pkg" + r"\.dev", r"index[-_]" + "url")),
    re.IGNORECASE,
)  # fmt: skip
MACHINE_PATHS = re.compile(
    r"(?<![\w.~])/(?:home|Users|root|work|workspace|mnt)/\w|[A-Z]:\\\\?Users"
)
TEXTS = [path for path in repository_files() if not path.endswith(BINARY)]


def found(pattern: re.Pattern[str]) -> list[str]:
    wrong = []
    for path in TEXTS:
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1):
            if pattern.search(line) and path != "tests/house/test_repository.py":
                wrong.append(f"{path}:{number}: {line.strip()[:100]}")
    return wrong


def test_no_file_names_a_package_index() -> None:
    assert found(INDEX_HOSTS) == []


def test_no_file_names_a_folder_of_a_machine() -> None:
    assert found(MACHINE_PATHS) == []


def test_the_patterns_find_what_they_look_for() -> None:
    assert INDEX_HOSTS.search("https://registry." + "npm" + "js.org/echarts")
    assert MACHINE_PATHS.search('data = "/ho' + 'me/anna/calls"')
    assert not MACHINE_PATHS.search("https://example.org/ho" + "me/anna")


def test_only_what_belongs_there_lies_at_the_top() -> None:
    """No other package and no heap of scripts beside the rooms."""
    folders = {path.split("/")[0] for path in repository_files() if "/" in path}
    assert folders == {
        ".ci", "benchmarks", "coaching", "docs", "instance", "qa_app", "recognition",
        "scorecards", "tests", "transcription",
    }  # fmt: skip


def shipped_packages() -> dict[str, tuple[str, str]]:
    """{package: (version, licence)} of what the front end may take into its bundles."""
    lock = json.loads((ROOT / "qa_app" / "frontend" / "package-lock.json").read_text())
    return {
        name.removeprefix("node_modules/"): (entry["version"], entry["license"])
        for name, entry in lock["packages"].items()
        if name and not entry.get("dev")
    }


def test_licences_of_the_front_end_are_recorded() -> None:
    page = (ROOT / "docs" / "third-party.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \| ([\d.]+) \| ([^|]+?) \|", page, re.MULTILINE)
    assert {name: (version, licence) for name, version, licence in rows} == shipped_packages()


@pytest.mark.parametrize("path", [path for path in TEXTS if path.endswith(".md")])
def test_links_of_documents_lead_somewhere(path: str) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", (ROOT / path).read_text("utf-8"), flags=re.DOTALL)
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        address = (target[0] or target[1]).partition("#")[0]
        if address and "://" not in address and not (ROOT / path).parent.joinpath(address).exists():
            wrong.append(address)
    assert wrong == []
