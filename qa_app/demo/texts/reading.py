"""Reads what is said in the demo: stories by topic, and phrases by step and by how well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

TOPICS = {
    "billing": "Billing and payment",
    "shipping": "Order and shipping",
    "product": "Product issue",
    "complaint": "Complaint",
    "question": "Simple question",
    "feedback": "Feedback",
}
"""Key of a topic, and how the interaction names it."""


class Story(NamedTuple):
    """One thing that customers write about, from their first words to how it is solved.

    `{slots}` are filled by the grammar. `trouble` follows “I am sorry that”. `second` is a concern
    that is easily passed over, `second_answer` what takes it up. `fact` is correct, `slip`
    imprecise, `wrong` something that the customer could lose by. `choice` is what the customer
    takes of `options`, `solved` carries it out. `steps` are what the customer does; `account` says
    whether an account is opened for it.
    """

    subject: str
    trouble: str
    problem: str
    second: str
    second_answer: str
    question: str
    reply: str
    restate: str
    cause: str
    fact: str
    slip: str
    wrong: str
    options: str
    choice: str
    single: str
    solved: str
    steps: tuple[str, ...]
    account: bool

    def filled(self, slots: Mapping[str, str]) -> Story:
        """The story with its slots filled."""
        texts: dict[str, Any] = {
            name: value.format_map(slots)
            for name, value in self._asdict().items()
            if isinstance(value, str)
        }
        steps = tuple(step.format_map(slots) for step in self.steps)
        return self._replace(**texts, steps=steps)


@cache
def stories() -> dict[str, tuple[Story, ...]]:
    """The stories of each topic."""
    return {
        topic: tuple(Story(**{**one, "steps": tuple(one["steps"])}) for one in listed)
        for topic, listed in _read("stories.json").items()
    }


@cache
def phrases() -> dict[str, Any]:
    """Phrases by name: a list, or lists by level ("0" is poor, the highest is best)."""
    return _read("phrases.json")


@cache
def remarks() -> dict[str, Any]:
    """What reviewers, agents and leads write: by step and level, and under names of their own."""
    return _read("remarks.json")


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (files("qa_app.demo.texts") / name).read_text(encoding="utf-8")
    )
    return found
