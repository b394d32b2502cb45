"""The objects that ids in addresses name, and who reaches whose: what the access matrix knows.

A kind is known by the part of a route's address that ends in its ids. Each makes one object of the
actor's own, one of the actor's team and one of another team, and says by role whose are in reach.
A route is of the kind with the longest address that it begins with. Each part of the product has
a file with its kinds.
"""

from __future__ import annotations

from tests.house import access_coaching, access_intake, access_programme, access_reviews
from tests.house.access_world import Kind

KINDS: dict[str, Kind] = {
    **access_coaching.KINDS,
    **access_intake.KINDS,
    **access_programme.KINDS,
    **access_reviews.KINDS,
}


def kind_of(rule: str) -> Kind | None:
    """The kind with the longest address that the rule begins with and that names all its ids."""
    fitting = [
        address
        for address in KINDS
        if (rule == address or rule.startswith(f"{address}/"))
        and rule.count("<") == address.count("<")
    ]
    return KINDS[max(fitting, key=len)] if fitting else None
