"""Which key does what: the keys as delivered, a person's own instead, and why one is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

from qa_app.core.permissions import Permission as P


@dataclass(frozen=True)
class Action:
    """Something that a key does; `id` is the name that the page's scripts know it by."""

    id: str
    key: str
    """As delivered, in the form that `read_key` gives back."""
    label: Any
    place: str
    while_typing: bool = False
    """Works in a text field too, and so never on a key that writes something."""


@dataclass(frozen=True)
class Place:
    """Pages on which a group of keys works, for whoever holds one of the permissions."""

    id: str
    label: Any
    permissions: tuple[P, ...]


PLACES = (
    Place("scoring", later("While scoring"), (P.REVIEW, P.CALIBRATE, P.OWN_FEEDBACK)),
    Place("player", later("Listening to a recording"), (P.RECORDINGS_PLAY, P.OWN_FEEDBACK)),
    Place("designer", later("Designing a scorecard"), (P.SCORECARDS_EDIT,)),
    Place("everywhere", later("On every page"), (P.SIGNED_IN,)),
)
ACTIONS = (
    Action("next", "j", later("Next question"), "scoring"),
    Action("previous", "k", later("Previous question"), "scoring"),
    Action("na", "x", later("Not applicable"), "scoring"),
    Action("cite", "e", later("Cite the selected words or turn"), "scoring"),
    Action("comment", "c", later("Write a comment"), "scoring"),
    Action("overall", "shift+c", later("Write the comment on the whole"), "scoring"),
    Action("template", "ctrl+i", later("Insert a template of comments"), "scoring", True),
    Action("causes", "r", later("To the root causes"), "scoring"),
    Action("guidance", "g", later("Show the guidance"), "scoring"),
    Action("undo", "u", later("Undo the last change, or take the submission back"), "scoring"),
    Action("submit", "ctrl+enter", later("Submit and open the next one"), "scoring", True),
    Action("next-turn", "shift+j", later("Select the next turn"), "scoring"),
    Action("previous-turn", "shift+k", later("Select the previous turn"), "scoring"),
    Action("find", "/", later("Find in the transcript"), "scoring"),
    Action("said", "w", later("To the next marked word"), "scoring"),
    Action("quoted", "q", later("Show or hide earlier text in letters"), "scoring"),
    Action("accept", "a", later("Answer as the rule suggests"), "scoring"),
    Action("cite-suggested", "shift+a", later("Cite the turns of the suggestion"), "scoring"),
    Action("dismiss", "d", later("Dismiss the suggestion, or show it again"), "scoring"),
    Action(
        "suggestion-turn",
        "shift+e",
        later("To the next turn that the suggestion rests on"),
        "scoring",
    ),
    Action("play", "space", later("Play or pause"), "player"),
    Action("back", ",", later("Back 5 seconds"), "player"),
    Action("forward", ".", later("Forward 5 seconds"), "player"),
    Action("slower", "[", later("Slower"), "player"),
    Action("faster", "]", later("Faster"), "player"),
    Action("skip-silence", "s", later("Skip silence, or play it"), "player"),
    Action("loop", "l", later("Repeat the selected turns, or stop repeating"), "player"),
    Action("mute-agent", "m", later("Mute the agent, or hear them again"), "player"),
    Action("mute-customer", "shift+m", later("Mute the customer, or hear them again"), "player"),
    Action("next-uncertain", "n", later("Next uncertain turn"), "player"),
    Action("d-next", "j", later("Next question"), "designer"),
    Action("d-previous", "k", later("Previous question"), "designer"),
    Action("d-edit", "e", later("Edit the text"), "designer"),
    Action("d-up", "alt+arrowup", later("Move up"), "designer", True),
    Action("d-down", "alt+arrowdown", later("Move down"), "designer", True),
    Action("d-add", "n", later("Add a question after this one"), "designer"),
    Action("d-section", "shift+n", later("Add a section after this one"), "designer"),
    Action("d-duplicate", "d", later("Duplicate"), "designer"),
    Action("d-undo", "u", later("Undo the last edit"), "designer"),
    Action("help", "?", later("Show these shortcuts"), "everywhere"),
    Action("search", "ctrl+k", later("Search"), "everywhere", True),
)
BY_ID = {action.id: action for action in ACTIONS}
LONGEST = 20

_APART = re.compile(r"\+(?=.)")
_HELD = ("ctrl", "alt", "shift")
_NAMES = {" ": "space", "spacebar": "space", "return": "enter", "↵": "enter", "control": "ctrl",
          "strg": "ctrl", "cmd": "ctrl", "meta": "ctrl"}  # fmt: skip
_SHOWN = {"ctrl": "Ctrl", "shift": "Shift", "alt": "Alt", "enter": "↵", "space": "Space",
          "arrowup": "↑", "arrowdown": "↓"}  # fmt: skip
# What these do belongs to the page: moving, scrolling, leaving a field, pressing a button.
_MOVING = {"tab", "escape", "enter", "backspace", "delete", "insert", "home", "end", "pageup",
           "pagedown", "arrowup", "arrowdown", "arrowleft", "arrowright"}  # fmt: skip
_FREE_FUNCTION_KEYS = {"f2", "f4", "f8", "f9"}
# Edit, print, find, tabs, windows, zoom, address, quit: no page may take these from its reader.
_BROWSERS = set("acdfhjlnopqrstuvwxyz-=+0")


def read_key(text: str) -> str:
    """A key as somebody typed or pressed it, in one form: `e`, `shift+j`, `ctrl+enter`, `space`.

    Empty where nothing was given.
    """
    bare = text if text == " " else text.strip()
    parts = [one if one == " " else one.strip().lower() for one in _APART.split(bare) if one]
    parts = [_NAMES.get(one, one) for one in parts]
    if not parts:
        return ""
    held = [name for name in _HELD if name in parts[:-1]]
    others = [one for one in parts[:-1] if one not in _HELD]
    return "+".join([*held, *others, parts[-1]])


def shown_key(key: str) -> list[str]:
    """The key as caps on a keyboard, in the order in which they are held."""
    return [
        part.upper() if part in _FREE_FUNCTION_KEYS else _SHOWN.get(part, part)
        for part in _APART.split(key)
    ]


def keys_of(own: Mapping[str, Any] | None) -> dict[str, str]:
    """The key of every action: the person's own where they have one, else the delivered one."""
    return {action.id: str((own or {}).get(action.id, action.key)) for action in ACTIONS}


def own_keys(wanted: Mapping[str, str]) -> dict[str, str]:
    """Of all wanted keys those that differ from the delivered ones; what is unknown is left out."""
    return {
        action.id: wanted[action.id]
        for action in ACTIONS
        if wanted.get(action.id) and wanted[action.id] != action.key
    }


def problems_of(keys: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a whole map, as a sentence by action; empty where it can be used."""
    found = {}
    for action in ACTIONS:
        key = keys.get(action.id, "")
        why = _refusal(action, key) or _clash(action, key, keys)
        if why:
            found[action.id] = why
    return found


def _refusal(action: Action, key: str) -> str:
    if key == action.key:
        return ""
    if not key:
        return str(_("Give it a key, such as %(key)s.", key=action.key))
    *held, last = _APART.split(key)
    if len(key) > LONGEST or any(one not in _HELD for one in held):
        return str(_("That is no key that can be held down. Use one key, or Ctrl and one key."))
    return _reserved(held, last) or _unfit(action, held, last)


def _reserved(held: list[str], last: str) -> str:
    if last.isdigit() and not held:
        return str(_("The digits choose the answers of a question."))
    if "alt" in held:
        return str(_("Keys with Alt belong to the browser and the system."))
    if "ctrl" in held and last in _BROWSERS:
        return str(_("Ctrl and this key belong to the browser."))
    if last in _MOVING and not (last == "enter" and "ctrl" in held):
        return str(_("This key moves about the page; it cannot do anything else."))
    if re.fullmatch(r"f\d{1,2}", last) and last not in _FREE_FUNCTION_KEYS:
        return str(_("This key belongs to the browser; F2, F4, F8 and F9 are free."))
    return ""


def _unfit(action: Action, held: list[str], last: str) -> str:
    is_function = last in _FREE_FUNCTION_KEYS
    if len(last) > 1 and not is_function and last not in {"space", "enter"}:
        return str(_("There is no key of that name. Use a letter, a sign, Space or F2."))
    # A capital is Shift and a letter; a sign has its Shift in it already.
    if "shift" in held and len(last) == 1 and not last.isalpha():
        return str(_("Give the sign itself instead of Shift and a key."))
    if action.while_typing and "ctrl" not in held and not is_function:
        return str(_("It works while you write too, so it needs Ctrl or one of F2, F4, F8, F9."))
    return ""


def _clash(action: Action, key: str, keys: Mapping[str, str]) -> str:
    for other in ACTIONS:
        if other is action or keys.get(other.id) != key or not _meet(action, other):
            continue
        return str(_("This key is taken by “%(action)s”.", action=other.label))
    return ""


def _meet(one: Action, other: Action) -> bool:
    """Whether both work on one page: a recording is heard where it is scored, too."""
    places = {one.place, other.place}
    return len(places) == 1 or "everywhere" in places or places == {"scoring", "player"}
