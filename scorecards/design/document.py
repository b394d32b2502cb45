"""The scorecard as a document: the models of its JSON format, read strictly and written back."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeVar

from flask_babel import gettext as _
from pydantic import Field, ValidationError, model_validator

from scorecards.design.exact import plain
from scorecards.design.findings import Finding, ScorecardInvalid
from scorecards.design.parts import Flag, Key, Many, Number, Part, Scalar, Text, Weight, Whole
from scorecards.design.refusals import refusals
from scorecards.design.suggestion import Suggestion

FORMAT = 1
NOT_APPLICABLE = "N/A"
YES_NO = ("yes", "no")

Channel = Literal["phone", "email", "chat", "social", "sms", "portal", "app"]
Kind = Literal["yes_no", "scale", "choice", "multiple", "number", "text"]
Scope = Literal["section", "evaluation"]


class Band(Part):
    """A name for the percentages from `from` upwards."""

    start: Number = Field(alias="from")
    label: Text


class Option(Part):
    """One answer that can be chosen; `score` is a fraction of 1 and may be negative."""

    value: Key
    label: Text = ""
    score: Number

    @property
    def name(self) -> str:
        """What a person reads: the label, or the value where there is none."""
        return self.label or self.value


class Point(Part):
    """The words that anchor one point of a scale."""

    value: Whole
    label: Text


class Scale(Part):
    """A scale of whole points from `min` to `max`, any of them with words."""

    min: Whole
    max: Whole
    labels: Many[Point] = ()


class Range(Part):
    """Numbers from `from` to below `to` (null is without end), and the fraction they earn."""

    start: Number | None = Field(alias="from")
    end: Number | None = Field(alias="to")
    score: Number


class Condition(Part):
    """Shown only if a question was answered so, or a fact of the interaction is so.

    Either `values` are listed, or numbers hold from `start` to below `end` (None is without end).
    """

    question: Key | None = None
    fact: Key | None = None
    values: Many[Scalar] = Field(alias="in")
    start: Number | None = Field(None, alias="from")
    end: Number | None = Field(None, alias="to")

    @model_validator(mode="before")
    @classmethod
    def _limits_stand_for_values(cls, data: object) -> object:
        if isinstance(data, Mapping) and {"from", "to"} & set(data):
            return {"in": [], **data}
        return data

    def unwritten(self) -> frozenset[str]:
        """The empty list of values beside limits."""
        return frozenset({"values"} if self.has_limits and not self.values else ())

    @property
    def has_limits(self) -> bool:
        """Whether it holds for a stretch of numbers rather than for listed values."""
        return self.start is not None or self.end is not None


class RootCause(Part):
    """A cause to choose, with narrower causes below it; `free_text` asks for words of one's own."""

    key: Key
    label: Text
    free_text: Flag = False
    children: Many["RootCause"] = ()


class AppliesTo(Part):
    """Which interactions a scorecard is for; a list that is left out does not limit."""

    teams: Many[Key] = ()
    topics: Many[Key] = ()
    channels: Many[Channel] = ()
    directions: Many[Key] = ()


class Question(Part):
    """One question, how it is answered and what its answers earn."""

    key: Key
    text: Text
    guidance: Text = ""
    type: Kind
    weight: Weight = Decimal(1)
    options: Many[Option] = ()
    scale: Scale | None = None
    ranges: Many[Range] = ()
    na_allowed: Flag = True
    required: Flag = True
    comment_required_for: Many[Scalar] = ()
    critical: Scope | None = None
    fatal_values: Many[Scalar] = ()
    bonus: Flag = False
    excluded: Flag = False
    cap: Number | None = None
    condition: Condition | None = None
    root_causes: Many[RootCause] = ()
    root_causes_for: Many[Scalar] = ()
    pass_percent: Number | None = None
    bands: Many[Band] = ()
    suggestion: Suggestion | None = None

    @property
    def scored(self) -> bool:
        """Whether an answer adds to a score: not free text, not excluded, not unscored numbers."""
        if self.excluded or self.type == "text":
            return False
        return self.type != "number" or bool(self.ranges)

    @property
    def counted(self) -> bool:
        """Whether the weight belongs to the denominator: scored and not a bonus."""
        return self.scored and not self.bonus


class Section(Part):
    """Questions that belong together and have a score of their own."""

    key: Key
    title: Text
    weight: Weight | None = None
    pass_percent: Number | None = None
    bands: Many[Band] = ()
    questions: Many[Question]


class ScorecardDocument(Part):
    """A whole scorecard, as it is imported, exported, published and frozen."""

    format: Literal[1]
    title: Text
    about: Literal["interaction", "review"] = "interaction"
    """What is scored: an agent's interaction, or a reviewer's evaluation of one."""
    channel: Channel | None = None
    pass_percent: Number | None = None
    cap_percent: Number | None = Decimal(100)
    bands: Many[Band] = ()
    applies_to: AppliesTo | None = None
    suggest_after_answer: Flag = True
    sections: Many[Section]

    def questions(self) -> Iterator[Question]:
        """All questions in the order in which a reviewer meets them."""
        for section in self.sections:
            yield from section.questions


def parse(data: object) -> ScorecardDocument:
    """Read a scorecard from plain JSON data (lists, dicts, text, numbers, null).

    Raises ScorecardInvalid naming every unknown key, missing key and wrong value with its place.
    """
    if not isinstance(data, Mapping):
        message = _("A scorecard is one JSON object with the keys format, title and sections.")
        raise ScorecardInvalid([Finding("error", "scorecard", message)])
    return parse_part(ScorecardDocument, data)


PartType = TypeVar("PartType", bound=Part)


def parse_part(kind: type[PartType], data: Mapping[str, Any]) -> PartType:
    """Read one piece of a scorecard (a section, a question); raises ScorecardInvalid."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise ScorecardInvalid(refusals(error, kind)) from error


ALWAYS_WRITTEN: dict[type[Part], frozenset[str]] = {
    ScorecardDocument: frozenset({"channel", "pass_percent", "cap_percent", "bands"}),
    Question: frozenset({"guidance", "weight", "na_allowed", "required"}),
}


def to_json(part: Part) -> dict[str, Any]:
    """Write a scorecard, or a piece of one, as plain JSON data that `parse` reads back alike.

    Keys at their default are left out but for the ones a reader looks for first.
    """
    always = ALWAYS_WRITTEN.get(type(part), frozenset())
    never = part.unwritten()
    written: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        if name in never:
            continue
        value = getattr(part, name)
        if field.is_required() or name in always or value != field.default:
            written[field.alias or name] = _json(value)
    return written


def _json(value: object) -> Any:
    if isinstance(value, Part):
        return to_json(value)
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return plain(value)


def band_of(bands: tuple[Band, ...], percent: Fraction | None) -> str | None:
    """Return the label of the highest band that starts at or below an exact percentage."""
    if percent is None:
        return None
    reached = [band for band in bands if Fraction(band.start) <= percent]
    return max(reached, key=lambda band: band.start).label if reached else None
