"""The pieces that models of the scorecard format are made of: strict kinds and their base."""

from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, Strict

from scorecards.design.exact import exact, scalar, whole

Item = TypeVar("Item")


def _listed(value: object) -> object:
    """Take a JSON list as a tuple, and null as an empty one."""
    return () if value is None else tuple(value) if isinstance(value, list) else value


def _texted(value: object) -> object:
    return "" if value is None else value


Many = Annotated[tuple[Item, ...], BeforeValidator(_listed)]
Text = Annotated[str, Strict(), BeforeValidator(_texted)]
Key = Annotated[str, Strict(), Field(min_length=1, max_length=100)]
Flag = Annotated[bool, Strict()]
Number = Annotated[Decimal, BeforeValidator(exact)]
Weight = Annotated[Decimal, BeforeValidator(exact), Field(ge=0)]
Whole = Annotated[int, BeforeValidator(whole)]
Scalar = Annotated[str | bool | Decimal, PlainValidator(scalar)]


class Part(BaseModel):
    """A piece of a scorecard: it never changes, and it knows no keys but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def unwritten(self) -> frozenset[str]:
        """Required fields that say nothing here and are left out of the JSON."""
        return frozenset()
