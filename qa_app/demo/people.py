"""The invented people of the demo's centre: who they are, how well they work, how they judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MAIL = "lakeside.example.com"
TEAMS = ("Harbour", "Meadow", "Summit")
LEADS = {"Harbour": "Sofia Lindgren", "Meadow": "Marcus Bell", "Summit": "Ines Carvalho"}
MANAGER = "Judith Palmer"
ADMIN = "Oskar Nyberg"
AGENT = "Owen Hughes"
"""The agent as whom one can step in: neither the best nor the weakest, and coached."""


@dataclass(frozen=True, slots=True)
class AgentPerson:
    """An agent with what no screen shows: how well they handle each step, and where they go.

    `skill` is in standard deviations (0 is a solid agent), `special` adds to it for single steps,
    `trend` is what is gained over the three months. `weeks` is how long they have been there, None
    from before the demo begins. `call_name` is the first name under which the demo's calls know
    them.
    """

    name: str
    team: str
    skill: float
    special: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    trend: float = 0.0
    weeks: int | None = None

    @property
    def key(self) -> str:
        """The agent's id in the centre's other systems."""
        return "demo-" + self.name.lower().replace(" ", "-")

    @property
    def first_name(self) -> str:
        """What customers call them."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class ReviewerPerson:
    """A reviewer: `severity` above 0 judges harder, `care` is how seldom they slip (0 to 1)."""

    name: str
    severity: float
    care: float


AGENTS = (
    AgentPerson("Aisha Rahman", "Harbour", 0.75, {"expectation": 0.2}),
    AgentPerson("Jonas Weber", "Harbour", 0.3, {"confirmation": -0.5}),
    AgentPerson("Owen Hughes", "Harbour", -0.15, {"options": -0.7, "empathy": 0.4}),
    AgentPerson("Mei Tan", "Harbour", 0.35, {"expectation": -0.5}, 0.25),
    AgentPerson("Daniel Ortiz", "Harbour", -0.2, {"identity": -0.7, "listening": 0.7}),
    AgentPerson("Elena Petrova", "Harbour", -0.85, {"guidance": -0.3}, 1.3),
    AgentPerson("Noor Haddad", "Harbour", -0.7, {"expectation": -0.8, "empathy": -0.3}, -0.1),
    AgentPerson("Tom Becker", "Harbour", -0.8, {"empathy": -0.7, "ownership": -0.5}),
    AgentPerson("Anna Novak", "Meadow", 0.6),
    AgentPerson("Peter Lang", "Meadow", -0.7, {"listening": -0.5, "pace": -0.5}),
    AgentPerson("Samuel Osei", "Meadow", 0.1, {"guidance": 0.5}),
    AgentPerson("Priya Nair", "Meadow", 0.45, {"accuracy": 0.4}),
    AgentPerson("Hannah Fischer", "Meadow", 0.55, {"ownership": -0.2}, -1.35),
    AgentPerson("Luca Romano", "Meadow", -0.25, {"writing": -1.2}),
    AgentPerson("Grace Okafor", "Meadow", 0.2, {"documentation": -0.6}),
    AgentPerson("Lucia Ferrer", "Meadow", -0.6, weeks=2),
    AgentPerson("Maria Costa", "Summit", 0.65, {"empathy": 0.4}),
    AgentPerson("David Cohen", "Summit", -0.15, {"expectation": -0.5, "confirmation": -0.4}),
    AgentPerson("Sarah Whitfield", "Summit", 0.25),
    AgentPerson("Kenji Sato", "Summit", 0.3, {"empathy": -0.7, "accuracy": 0.5}),
    AgentPerson("Leila Amiri", "Summit", -0.5, {"resolution": -0.3}, 1.0),
    AgentPerson("Viktor Dahl", "Summit", -0.45, {"payment": -0.8, "identity": -0.4}),
    AgentPerson("Chloe Martin", "Summit", 0.05, {"pace": -0.6}),
    AgentPerson("Bruno Almeida", "Summit", 0.15, {}, -0.7),
)

REVIEWERS = (
    ReviewerPerson("Ruth Feldman", -0.5, 0.94),
    ReviewerPerson("Arjun Mehta", 0.0, 0.97),
    ReviewerPerson("Nadia Kowalski", 0.7, 0.95),
    ReviewerPerson("Felix Brandt", 0.2, 0.92),
)

CALL_AGENTS = {
    agent.first_name.lower(): agent.name
    for agent in AGENTS
    if agent.first_name in {"Anna", "David", "Maria", "Peter", "Sarah", "Tom"}
}
"""Who took the demo's calls: the name that calls.json gives, and the agent."""

CUSTOMER_FIRST = (
    "Alice",
    "Ben",
    "Carla",
    "Dennis",
    "Eva",
    "Frank",
    "Gina",
    "Henry",
    "Irene",
    "Jack",
    "Karen",
    "Leo",
    "Martha",
    "Nico",
    "Olga",
    "Paul",
    "Rita",
    "Steve",
    "Tina",
    "Walter",
    "Yara",
    "Zoe",
)
CUSTOMER_LAST = (
    "Abbott",
    "Baker",
    "Clarke",
    "Dorsey",
    "Ellis",
    "Fleming",
    "Garner",
    "Holt",
    "Ingram",
    "Jensen",
    "Keller",
    "Lowe",
    "Mercer",
    "Norris",
    "Odell",
    "Pratt",
    "Quinn",
    "Reyes",
    "Sutter",
    "Thorne",
    "Usher",
    "Vance",
    "Wells",
    "Young",
)


def mail_of(name: str) -> str:
    """A person's address: under a domain that is reserved for examples."""
    return f"{name.lower().replace(' ', '.')}@{MAIL}"
