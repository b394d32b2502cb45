"""What is said in each of the demo's twelve calls, and by whom; their sound is made from this."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from transcription.demo.grammar import Line, Names, Speaker, dialogue
from transcription.demo.speech import VOICES, Voice


@dataclass(frozen=True, slots=True)
class Script:
    """One call: its people and their voices, what it is about and how well it is handled.

    `overlap` marks calls in which the speakers cut each other short. `offset_minutes` is when the
    call began, from the beginning of the demo's last full week.
    """

    external_id: str
    agent: str
    customer: str
    topic: str
    quality: str
    seed: int
    story: int
    offset_minutes: int
    extra: str | None = None
    overlap: bool = False

    @property
    def lines(self) -> list[Line]:
        """What is said, in order."""
        names = Names(self.agent, self.customer)
        return dialogue(
            self.seed,
            self.topic,
            self.quality,
            extra=self.extra,
            story=self.story,
            names=names,
        )

    @property
    def voices(self) -> dict[Speaker, Voice]:
        """How the two of them sound."""
        return {
            "agent": VOICES[_AGENTS[self.agent]],
            "customer": VOICES[_CUSTOMERS[self.customer]],
        }


_AGENTS = {
    "Anna": "agent-1",
    "Maria": "agent-1",
    "Sarah": "agent-3",
    "David": "agent-2",
    "Peter": "agent-2",
    "Tom": "agent-2",
}
_CUSTOMERS = {
    "James Miller": "customer-1",
    "Robert King": "customer-3",
    "Alice Brown": "customer-2",
    "Laura Green": "customer-2",
    "Emma Hill": "customer-2",
}

# The seeds were picked so that the calls repeat each other little.
# agent, customer, topic, quality, seed, story, minutes, extra, overlap
_PLAN: tuple[tuple[Any, ...], ...] = (
    ("Anna", "James Miller", "billing", "good", 3, 0, 545),
    ("David", "Laura Green", "shipping", "fair", 2, 1, 601),
    ("Sarah", "Robert King", "product", "good", 124, 2, 690),
    ("Tom", "Alice Brown", "complaint", "poor", 1, 0, 885, None, True),
    ("Maria", "Emma Hill", "shipping", "good", 277, 0, 1994, "card"),
    ("Peter", "James Miller", "billing", "poor", 32, 1, 2116),
    ("Anna", "Robert King", "complaint", "good", 44, 1, 2300, "hold"),
    ("Tom", "Laura Green", "product", "poor", 233, 1, 3493, None, True),
    ("David", "Emma Hill", "billing", "fair", 109, 3, 3561),
    ("Sarah", "James Miller", "complaint", "fair", 216, 2, 4927),
    ("Maria", "Alice Brown", "product", "good", 43, 3, 5012),
    ("Peter", "Robert King", "shipping", "fair", 273, 2, 6404, "hold"),
)


@cache
def scripts() -> tuple[Script, ...]:
    """The twelve calls, in the order in which they were taken."""
    return tuple(Script(f"demo-call-{at:02}", *row) for at, row in enumerate(_PLAN, start=1))


def sentences_of_calls() -> frozenset[str]:
    """Every sentence of the calls: none of them is ever learnt from."""
    return frozenset(sentence for script in scripts() for _, sentence in script.lines)
