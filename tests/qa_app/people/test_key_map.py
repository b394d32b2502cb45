"""Own keys: read in one form, refused with the reason, and the same actions as in the scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa_app.people.key_map import ACTIONS, keys_of, own_keys, problems_of, read_key, shown_key

SCRIPTS = Path(__file__).parents[3] / "qa_app" / "frontend" / "scripts"
# The digits choose answers; they are counted through in a loop and cannot be changed.
REGISTERED = re.compile(r'\bid: "([\w-]+)",\s*key: "([^"]+)"')


def with_key(action: str, key: str) -> dict[str, str]:
    return {**keys_of(None), action: key}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("e", "e"),
        (" E ", "e"),
        ("Shift + J", "shift+j"),
        ("Control+Enter", "ctrl+enter"),
        ("Strg+Return", "ctrl+enter"),
        ("Shift+Ctrl+M", "ctrl+shift+m"),
        (" ", "space"),
        ("+", "+"),
        ("ctrl++", "ctrl++"),
        ("", ""),
    ],
)
def test_a_key_is_read_in_one_form(typed: str, key: str) -> None:
    assert read_key(typed) == key


def test_a_key_is_shown_as_caps() -> None:
    assert [shown_key(key) for key in ("ctrl+enter", "shift+j", "+", "space", "f8")] == [
        ["Ctrl", "↵"],
        ["Shift", "j"],
        ["+"],
        ["Space"],
        ["F8"],
    ]


def test_delivered_keys_have_no_problem() -> None:
    assert problems_of(keys_of(None)) == {}


@pytest.mark.parametrize(
    ("action", "key", "why"),
    [
        ("cite", "", "Give it a key, such as e."),
        ("cite", "4", "The digits choose the answers of a question."),
        ("cite", "tab", "This key moves about the page; it cannot do anything else."),
        ("cite", "enter", "This key moves about the page; it cannot do anything else."),
        ("cite", "alt+e", "Keys with Alt belong to the browser and the system."),
        ("cite", "ctrl+w", "Ctrl and this key belong to the browser."),
        ("cite", "ctrl+q", "Ctrl and this key belong to the browser."),
        ("cite", "f5", "This key belongs to the browser; F2, F4, F8 and F9 are free."),
        ("cite", "hyper", "There is no key of that name. Use a letter, a sign, Space or F2."),
        ("cite", "shift+?", "Give the sign itself instead of Shift and a key."),
        ("cite", "a+b", "That is no key that can be held down. Use one key, or Ctrl and one key."),
        (
            "submit",
            "z",
            "It works while you write too, so it needs Ctrl or one of F2, F4, F8, F9.",
        ),
    ],
)
def test_a_reserved_key_is_refused_with_the_reason(action: str, key: str, why: str) -> None:
    assert problems_of(with_key(action, key)) == {action: why}


def test_two_actions_of_one_page_cannot_share_a_key_and_each_names_the_other() -> None:
    assert problems_of(with_key("cite", "space")) == {
        "cite": "This key is taken by “Play or pause”.",
        "play": "This key is taken by “Cite the selected words or turn”.",
    }


def test_pages_that_never_meet_may_share_a_key() -> None:
    assert problems_of(with_key("d-next", "e") | {"d-edit": "y"}) == {}


def test_keys_that_swap_places_are_fine() -> None:
    swapped = keys_of(None) | {"next": "k", "previous": "j"}
    assert problems_of(swapped) == {}
    assert own_keys(swapped) == {"next": "k", "previous": "j"}
    assert keys_of(own_keys(swapped)) == swapped


def test_only_known_actions_and_what_differs_is_kept() -> None:
    assert own_keys({**keys_of(None), "cite": "y", "forged": "z"}) == {"cite": "y"}


def test_the_scripts_and_the_map_name_the_same_actions_and_keys() -> None:
    """A shortcut that a script registers under a fixed key must stand here, to be changeable."""
    found: dict[str, str] = {}
    for script in sorted(SCRIPTS.rglob("*.ts")):
        found |= dict(REGISTERED.findall(script.read_text()))
    assert found == {action.id: action.key for action in ACTIONS}
