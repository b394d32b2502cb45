"""Reads a sampling plan from its JSON document and says in sentences what is wrong with one."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from flask_babel import gettext as _
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import ErrorDetails

from qa_app.core.text import clean

MAX_RISK_SHARE = 0.7
"""At least ⌈0.3·n⌉ of an agent's reviews are random, so risk gets at most the rest."""

Channel = Literal["phone", "email", "chat", "social", "sms", "portal", "app"]
Direction = Literal["inbound", "outbound"]
StratumKey = Literal["channel", "topic", "direction", "language", "week"]


def _cleaned(value: Any) -> Any:
    return clean(value, lines=False) if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=200)]
# A list becomes a tuple; what is in it stays strict.
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Channels = Annotated[tuple[Channel, ...], Field(strict=False)]
Directions = Annotated[tuple[Direction, ...], Field(strict=False)]


class PlanError(ValueError):
    """A plan document that cannot be used; `problems` holds one sentence for each fault."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Who(_Strict):
    """Whose interactions are drawn: members of the teams and the named agents; both empty = all."""

    teams: Names = ()
    agents: Names = ()

    @model_serializer
    def _as_written(self) -> str | dict[str, list[str]]:
        if not (self.teams or self.agents):
            return "all"
        return {"teams": list(self.teams), "agents": list(self.agents)}


class DurationRange(_Strict):
    """Seconds, both ends included; an interaction without a duration is then left out."""

    min: float | None = Field(default=None, ge=0)
    max: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError(_('give "min", "max" or both'))
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(_('"min" is greater than "max"'))
        return self


class What(_Strict):
    """Which interactions are drawn from; an empty list does not narrow."""

    channels: Channels = ()
    topics: Names = ()
    directions: Directions = ()
    duration_s: DurationRange | None = None


class Every(_Strict):
    """How often a draw is made; in a document "weekly", "monthly" or {"days": N}."""

    unit: Literal["week", "month", "days"]
    days: int | None = Field(default=None, ge=1, le=366)

    @model_serializer
    def _as_written(self) -> str | dict[str, int | None]:
        return {"days": self.days} if self.unit == "days" else f"{self.unit}ly"


class Amount(_Strict):
    """How many reviews a draw asks for; exactly one of the three is given."""

    per_agent: int | None = Field(default=None, ge=1, le=10_000)
    share: float | None = Field(default=None, gt=0, le=1)
    total: int | None = Field(default=None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(value is not None for value in (self.per_agent, self.share, self.total)) != 1:
            raise ValueError(_('give exactly one of "per_agent", "share" and "total"'))
        return self


class ReviewerShare(_Strict):
    """A reviewer by email, and their part of the work beside the other shares."""

    reviewer: Name
    share: float = Field(default=1.0, gt=0, le=1000)


def _who(value: Any) -> Any:
    if value == "all":
        return {}
    names_nobody = isinstance(value, dict) and not (value.get("teams") or value.get("agents"))
    if names_nobody and not set(value) - {"teams", "agents"}:
        raise ValueError(_('say "all", or name at least one team or agent'))
    return value


def _every(value: Any) -> Any:
    if value in ("weekly", "monthly"):
        return {"unit": "week" if value == "weekly" else "month"}
    if isinstance(value, dict) and set(value) == {"days"} and value["days"] is not None:
        return {"unit": "days", "days": value["days"]}
    raise ValueError(_('say "weekly", "monthly" or {"days": N}'))


class PlanDocument(_Strict):
    """A sampling plan as `qa plan import` reads it; docs/plan-format.md explains every key."""

    format: Literal[1]
    title: Name
    who: Annotated[Who, BeforeValidator(_who)] = Who()
    what: What = What()
    every: Annotated[Every, BeforeValidator(_every)]
    amount: Amount
    strata: tuple[StratumKey, ...] = ("channel",)
    risk_share: float = Field(default=0.0, ge=0, le=MAX_RISK_SHARE)
    double_share: float = Field(default=0.05, ge=0, le=1)
    due_days: int = Field(default=7, ge=1, le=366)
    reviewers: tuple[ReviewerShare, ...] = ()
    never_own_team: bool = False

    @model_validator(mode="after")
    def _without_repeats(self) -> Self:
        if len(set(self.strata)) != len(self.strata):
            raise ValueError(_('"strata" names the same key twice'))
        emails = [entry.reviewer.casefold() for entry in self.reviewers]
        if len(set(emails)) != len(emails):
            raise ValueError(_('"reviewers" names the same reviewer twice'))
        return self


def exact(share: float) -> Fraction:
    """The share as it was written (0.1 is one tenth), so that 0.1 of 30 is 3 and not 3.0000001."""
    return Fraction(repr(share))


def parse_plan(text: str | bytes) -> PlanDocument:
    """The plan in a JSON text; raises `PlanError` with a sentence for each thing wrong in it.

    `plan.model_dump_json()` writes a text that this reads back to the same plan.
    """
    try:
        return PlanDocument.model_validate_json(text)
    except ValidationError as error:
        raise PlanError(tuple(_sentence(detail) for detail in error.errors())) from None


def _sentence(detail: ErrorDetails) -> str:
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "json_invalid":
        why = detail["msg"].removeprefix("Invalid JSON: ")
        return str(_("not a JSON document: %(why)s", why=why))
    if detail["type"] == "extra_forbidden":
        return str(_('unknown key "%(where)s"', where=where))
    if detail["type"] == "missing":
        return str(_('"%(where)s" is missing', where=where))
    message = detail["msg"].removeprefix("Value error, ")
    return f'"{where}": {message}' if where else message
