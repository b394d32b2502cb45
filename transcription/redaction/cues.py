"""Reads what a number was said to be, from the last naming word before it."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_ORDER = (
    r"order|ord|reference|ref|invoice|tracking|parcel|shipment|ticket|case|booking|reservation"
    r"|confirmation|account|customer|member(?:ship)?|policy|claim|serial|model|imei|isbn|sku|ean"
    r"|item|product|train|flight|user|transaction|id"
)
_PHONE = (
    r"tele?phone|phone|mobile|cell|tel|fax|landline|hotline|call|dial|ring|text|sms|whatsapp"
    r"|reach|contact|extension|ext"
)
_NAMED = re.compile(rf"\b(?:(?P<order>{_ORDER})|(?P<phone>{_PHONE}))s?\b", re.IGNORECASE)
_REACH = 60


@dataclass(frozen=True, slots=True)
class Cues:
    """The naming words of a text: where each ends, and whether it speaks of a telephone."""

    ends: tuple[int, ...]
    of_phone: tuple[bool, ...]

    @classmethod
    def read(cls, text: str) -> "Cues":
        """Find the naming words of a text."""
        found = [(match.end(), match.lastgroup == "phone") for match in _NAMED.finditer(text)]
        return cls(tuple(end for end, _ in found), tuple(phone for _, phone in found))

    def name_phone(self, start: int) -> bool:
        """Whether the number at `start` was called a telephone number."""
        return self._last(start) is True

    def name_order(self, start: int) -> bool:
        """Whether the number at `start` was called an order, ticket, account or the like."""
        return self._last(start) is False

    def _last(self, start: int) -> bool | None:
        place = bisect_right(self.ends, start) - 1
        if place < 0 or start - self.ends[place] > _REACH:
            return None
        return self.of_phone[place]
