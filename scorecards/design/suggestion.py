"""The rules of a question that suggest an answer: what they look at, and what they would say."""

from typing import Literal

from scorecards.design.parts import Flag, Key, Many, Number, Part, Scalar, Text

RuleKind = Literal["phrase", "no_phrase", "fact", "pause", "turns"]
Side = Literal["agent", "customer", "anyone"]
End = Literal["first", "last"]
Unit = Literal["turns", "seconds"]
Holds = Literal["all", "any"]


class Stretch(Part):
    """The first or last so many turns of a side, or so many seconds of the conversation."""

    end: End
    count: Number
    unit: Unit = "turns"


class SuggestionRule(Part):
    """One thing that can be seen in a conversation or its facts; `kind` says which fields it has.

    phrase, no_phrase: `phrases`, `by`, `within`; fact: `fact` with limits (both included) or `be`;
    pause: the longest pause before a turn `by` is at most `at_most` seconds; turns: how many there
    are `by` a side, with limits.
    """

    kind: RuleKind
    phrases: Many[Text] = ()
    by: Side = "agent"
    within: Stretch | None = None
    fact: Key | None = None
    be: Flag | None = None
    at_least: Number | None = None
    at_most: Number | None = None


class Suggestion(Part):
    """Rules and the answers that they suggest; it says nothing until it is switched on.

    `met` or `not_met` may be left out: then nothing is suggested in that case.
    """

    on: Flag = False
    holds: Holds = "all"
    rules: Many[SuggestionRule]
    met: Scalar | None = None
    not_met: Scalar | None = None
