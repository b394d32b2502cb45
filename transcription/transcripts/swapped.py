"""Tells by what they say whether agent and customer were taken for each other; pure.

Three signs that do not depend on a voice: whose side says what agents say, whose side says what
customers say, and who speaks first. Each phrase counts once per turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_AGENT = re.compile(
    r"\b(?:thank you for calling|thanks for calling|how (?:can|may) i help|what can i do for you"
    r"|may i (?:have|take) your|could you (?:please )?(?:tell|give) me your|let me (?:check|look"
    r"|see|repeat)|i (?:have noted|will send you)|is there anything else|anything else i can"
    r"|for your patience|on behalf of|wie kann ich (?:ihnen )?helfen|was kann ich für sie tun"
    r"|ich schaue (?:mal )?nach|sonst noch etwas|comment puis-je vous aider|que puis-je faire"
    r"|puis-je avoir votre|autre chose|en qué puedo ayudar|algo más|waarmee kan ik (?:u )?helpen"
    r"|kan ik u verder)\b",
    re.IGNORECASE,
)
_CUSTOMER = re.compile(
    r"\b(?:i (?:was charged|ordered|bought|would like to|want (?:to|my)|need)|my (?:order|parcel"
    r"|account|invoice|kettle|package|refund|card|name is)|it (?:has not|hasn't|does not|doesn't|is"
    r" (?:broken|not))|i am calling (?:about|because)|ich habe (?:bestellt|ein problem)"
    r"|meine (?:bestellung|rechnung|nummer)|j'ai (?:commandé|un problème)|ma commande"
    r"|mi pedido|he pedido|mijn bestelling|ik heb besteld)\b",
    re.IGNORECASE,
)
_FIRST = 1
LIKELY, POSSIBLE = 4, 2
"""Signs on the wrong side over those on the right one, from which on it is likely or possible."""


@dataclass(frozen=True, slots=True)
class SwapSigns:
    """How many signs speak for the sides as they are, and how many against."""

    fitting: int
    against: int

    @property
    def verdict(self) -> str:
        """`likely` or `possible` that sides are swapped, `fits`, or `unknown` with few signs."""
        excess = self.against - self.fitting
        if excess >= LIKELY and self.against >= 3 * max(1, self.fitting):
            return "likely"
        if excess >= POSSIBLE:
            return "possible"
        return "fits" if -excess >= POSSIBLE else "unknown"


def swap_signs(turns: Iterable[tuple[str, str]]) -> SwapSigns:
    """Count the signs in (speaker, text) in order of time; only agent and customer count."""
    fitting = against = 0
    is_first = True
    for speaker, text in turns:
        if speaker not in {"agent", "customer"}:
            continue
        like_agent, like_customer = bool(_AGENT.search(text)), bool(_CUSTOMER.search(text))
        if is_first and like_agent:
            # In a call that comes in the agent greets first.
            fitting, against = _added(fitting, against, speaker == "agent", _FIRST)
        is_first = False
        if like_agent != like_customer:
            side = "agent" if like_agent else "customer"
            fitting, against = _added(fitting, against, speaker == side, 1)
    return SwapSigns(fitting, against)


def _added(fitting: int, against: int, fits: bool, weight: int) -> tuple[int, int]:
    return (fitting + weight, against) if fits else (fitting, against + weight)
