"""Defines the interchange format, version 1: which keys an interaction has and what they may hold.

Formats grow only by optional keys; an unknown key refuses its row by name.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from transcription.intake import limits, records
from transcription.intake.refusals import Problem, quoted
from transcription.intake.values import (
    read_id,
    read_name,
    read_relative_path,
    read_time,
)

_ADDRESS = r"^[^@\s]+@[^@\s]+$"
Time = Annotated[datetime, BeforeValidator(read_time)]
Id = Annotated[
    str,
    AfterValidator(read_id),
    StringConstraints(min_length=1, max_length=limits.ID_CHARACTERS),
]
Name = Annotated[str, Field(max_length=limits.NAME_CHARACTERS), AfterValidator(read_name)]
Email = Annotated[
    str, Field(max_length=limits.EMAIL_CHARACTERS, pattern=_ADDRESS), AfterValidator(read_id)
]
Addresses = Annotated[str, Field(max_length=limits.ADDRESSES_CHARACTERS), AfterValidator(read_name)]
Seconds = Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Agent(_Strict):
    id: Id
    name: Name | None = None
    email: Email | None = None
    team: Name | None = None


class _Customer(_Strict):
    id: Id | None = None
    name: Name | None = None


class _Facts(_Strict):
    first_response_s: Seconds | None = None
    resolution_s: Seconds | None = None
    hold_s: Seconds | None = None
    transfers: Annotated[int, Field(ge=0, le=10_000)] | None = None
    escalated: bool | None = None
    reopened: bool | None = None
    cost: Annotated[float, Field(ge=-(10**9), le=10**9, allow_inf_nan=False)] | None = None


class _Survey(_Strict):
    csat: Annotated[int, Field(ge=1, le=5)] | None = None
    nps: Annotated[int, Field(ge=0, le=10)] | None = None
    ces: Annotated[int, Field(ge=1, le=7)] | None = None
    comment: Annotated[str, Field(max_length=limits.COMMENT_CHARACTERS)] | None = None


class _Attachment(_Strict):
    name: Name
    size: Annotated[int, Field(ge=0, le=10**15)] | None = None
    type: Name | None = None


class _Turn(_Strict):
    speaker: records.Speaker
    text: Annotated[str, Field(max_length=limits.TURN_CHARACTERS)]
    agent_id: Id | None = None
    at: Time | None = None
    start: Seconds | None = None
    end: Seconds | None = None
    sender: Annotated[Addresses | None, Field(alias="from")] = None
    to: Addresses | None = None
    subject: Name | None = None
    attachments: Annotated[list[_Attachment], Field(max_length=limits.ATTACHMENTS)] = []

    @model_validator(mode="after")
    def _check_times(self) -> Self:
        if self.at is not None and self.start is not None:
            raise _error("start", "is given beside at: give one of them")
        if self.end is not None and (self.start is None or self.end < self.start):
            raise _error("end", "needs a start that is not after it")
        return self


class _Interaction(_Strict):
    format: Literal[1] = 1
    source: Id
    external_id: Id
    channel: records.Channel
    started_at: Time
    agent: _Agent
    direction: records.Direction | None = None
    topic: Name | None = None
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")] | None = (
        None
    )
    ended_at: Time | None = None
    customer: _Customer | None = None
    facts: _Facts | None = None
    survey: _Survey | None = None
    turns: Annotated[list[_Turn], Field(max_length=limits.TURNS)] | None = None
    recording: (
        Annotated[str, Field(max_length=1_000), AfterValidator(read_relative_path)] | None
    ) = None
    basis: records.Basis | None = None

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if not self.turns and self.recording is None:
            raise _error("turns", "or recording must be given")
        if self.ended_at is not None and self.ended_at < self.started_at:
            raise _error("ended_at", "is before started_at")
        return self


class InvalidInteraction(Exception):
    """Data that make no interaction; `problems` are in the order of the keys."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{each.field} {each.message}" for each in problems))
        self.problems = problems

    @property
    def summary(self) -> str:
        """The first problem's message, and how many more there are."""
        more = len(self.problems) - 1
        return self.problems[0].message + (f" (and {more} more in this row)" if more else "")


def read_interaction(data: object, *, line: int = 1) -> records.InteractionRecord:
    """Return the interaction that decoded JSON describes; raise InvalidInteraction if none."""
    if not isinstance(data, Mapping):
        raise InvalidInteraction([Problem((), "must be an object in braces")])
    try:
        return _record(_Interaction.model_validate(data), line)
    except ValidationError as error:
        raise InvalidInteraction([_problem(each) for each in error.errors()]) from None


def interchange_schema(place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON schema of one interaction, and of its parts by name; `place` begins references."""
    schema = _Interaction.model_json_schema(ref_template=f"{place}{{model}}")
    # The classes are private to this module; their names in the schema are not.
    schema = json.loads(json.dumps(schema).replace(f"{place}_", place))
    parts = {name.lstrip("_"): part for name, part in schema.pop("$defs", {}).items()}
    for name, part in {"Interaction": schema, **parts}.items():
        part["title"] = name
    return schema, parts


def _record(model: _Interaction, line: int) -> records.InteractionRecord:
    return records.InteractionRecord(
        source=model.source,
        external_id=model.external_id,
        channel=model.channel,
        started_at=model.started_at,
        agent=records.AgentRecord(**dict(model.agent)),
        line=line,
        direction=model.direction,
        topic=model.topic,
        language=model.language,
        ended_at=model.ended_at,
        customer_id=model.customer.id if model.customer else None,
        customer_name=model.customer.name if model.customer else None,
        facts=records.FactsRecord(**dict(model.facts or {})),
        survey=records.SurveyRecord(**dict(model.survey or {})),
        turns=tuple(_turn(turn) for turn in model.turns or ()),
        recording=model.recording,
        basis=model.basis,
    )


def _turn(model: _Turn) -> records.TurnRecord:
    # A file whose name holds nothing that can be shown is none.
    named = [one for one in model.attachments if one.name]
    attachments = tuple(records.AttachmentRecord(**dict(one)) for one in named)
    return records.TurnRecord(**{**dict(model), "attachments": attachments})


def _error(field: str, message: str) -> PydanticCustomError:
    return PydanticCustomError("whole", "{message}", {"message": message, "field": field})


def _problem(error: ErrorDetails) -> Problem:
    path = tuple(error["loc"])
    context: dict[str, Any] = error.get("ctx", {})
    if error["type"] == "whole":
        return Problem((*path, context["field"]), context["message"])
    if error["type"] == "extra_forbidden":
        name = quoted(str(path[-1]))
        return Problem((*path[:-1], str(path[-1])), f"is an unknown key: {name}")
    return Problem(path, _sentence(error["type"], context, error["msg"]))


def _sentence(kind: str, context: dict[str, Any], default: str) -> str:
    """Return what is wrong, without repeating the value: it may be personal."""
    match kind:
        case "missing":
            return "is missing"
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"must be {context['expected']}".replace("'", "")
        case "string_type":
            return "must be text"
        case "string_too_short" | "too_short":
            return "must not be empty"
        case "string_too_long":
            return f"is longer than {context['max_length']:,} characters"
        case "too_long":
            return f"has more than {context['max_length']:,} entries"
        case "string_pattern_mismatch":
            return "is not written as it should be"
        case "int_type" | "int_from_float":
            return "must be a whole number"
        case "float_type" | "finite_number":
            return "must be a number"
        case "bool_type":
            return "must be true or false"
        case "list_type":
            return "must be a list"
        case "model_type" | "dict_type":
            return "must be an object in braces"
        case "greater_than_equal":
            return f"must be at least {context['ge']:g}"
        case "less_than_equal":
            return f"must be at most {context['le']:g}"
    return default
