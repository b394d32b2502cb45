"""Templates of all rooms keep to the content policy and can be translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("qa_app", "scorecards", "transcription", "coaching", "recognition")
TEMPLATES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("templates/**/*.html")
    if "node_modules" not in path.parts
)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "unescaped output": re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false"),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE),
    "code for htmx to run": re.compile(
        r"\shx-(?:on|vals=['\"]js:|headers=['\"]js:)", re.IGNORECASE
    ),
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# Blocks that hold class names, then code, data and comments.
CODE = re.compile(
    r"\{% block \w+_class %\}.*?\{% endblock %\}|\{%.*?%\}|\{\{.*?\}\}"
    r"|<script\b.*?</script>|<!--.*?-->",
    re.DOTALL,
)
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)
# Names that are the same in every language, and marks of units and keys.
NAMES = {"Ctrl", "Tab", "Enter", "CSV", "kHz", "htmx"}


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_holds_nothing_forbidden(path: Path) -> None:
    text = COMMENT.sub("", path.read_text())
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_can_be_translated(path: Path) -> None:
    bare = MARKUP.sub(" ", CODE.sub("\0", COMMENT.sub("", path.read_text())))
    words = set(re.findall(r"[^\W\d_]{3,}", re.sub(r"&\w+;", " ", bare)))
    assert words - NAMES == set(), "wrap these words in {{ _('…') }}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_percent_signs_in_translated_text_are_doubled(path: Path) -> None:
    texts = re.findall(r"""_\(\s*(?:"([^"]*)"|'([^']*)')""", COMMENT.sub("", path.read_text()))
    single = [a or b for a, b in texts if re.search(r"(?<!%)%(?![%(])", (a or b).replace("%%", ""))]
    assert single == [], "write %% for a percent sign: the text is a format"
