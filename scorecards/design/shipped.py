"""The scorecards that come with the product: one for each way of contact, and two for occasions."""

from functools import cache
from importlib.resources import files
from types import MappingProxyType

from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.reading import read_json

NAMES = ("phone", "email", "chat", "social", "complaint-recovery", "onboarding")


@cache
def _documents() -> MappingProxyType[str, ScorecardDocument]:
    folder = files("scorecards.design") / "shipped"
    return MappingProxyType(
        {
            name: parse(read_json((folder / f"{name}.json").read_text(encoding="utf-8")))
            for name in NAMES
        }
    )


def shipped_documents() -> dict[str, ScorecardDocument]:
    """Return the shipped scorecards by name, in the order in which they are offered."""
    return dict(_documents())
