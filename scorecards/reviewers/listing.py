"""Pages of a list that is in memory already: by the key of a neighbour, not by an offset. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from qa_app.core.paging import Page

T = TypeVar("T")
SIZE = 25


def page_from(
    items: Sequence[T],
    key: Callable[[T], str],
    *,
    before: str | None = None,
    after: str | None = None,
    size: int = SIZE,
) -> Page[T]:
    """The items behind the one whose key is `before`, or those just ahead of the one of `after`.

    A key that is not there (the item is gone, the address was changed) gives the first page.
    """
    places = {key(item): place for place, item in enumerate(items)}
    start = 0
    if before in places:
        start = places[before] + 1
    elif after in places:
        start = max(0, places[after] - size)
    shown = items[start : start + size]
    more = start + size < len(items)
    return Page(
        shown,
        older=key(shown[-1]) if shown and more else None,
        newer=key(shown[0]) if shown and start else None,
    )
