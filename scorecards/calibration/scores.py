"""Scored answers or evaluations as rows, coded for the model, and who has enough of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scorecards.calibration.comparable import comparable, linked
from scorecards.calibration.equations import Factor, Floats, Ints
from scorecards.calibration.rows import Score

LEAST_REPEATED = 10
"""With fewer interactions of several rows, how much interactions vary cannot be told from the rest,
and they are left to it."""

AGENT, REVIEWER, QUESTION, INTERACTION = "agent", "reviewer", "question", "interaction"


@dataclass(frozen=True, slots=True)
class Least:
    """How much there must be before anything is said.

    `reviewers` in a comparable group (of two, nobody can say which one is strict); `agents` and
    `evaluations` altogether; evaluations `per_reviewer`, of agents whom others reviewed too; and
    `per_agent`.
    """

    reviewers: int = 3
    agents: int = 5
    evaluations: int = 30
    per_reviewer: int = 10
    per_agent: int = 5


class Coded:
    """The rows as arrays: names in sorted order, and each row's place among them, (rows,)."""

    def __init__(self, rows: Iterable[Score]) -> None:
        """Raises ValueError when an interaction has two agents, or an answer comes twice."""
        ordered = sorted(rows, key=lambda r: (r.subject, r.rater, r.question))
        _refuse_doubles(ordered)
        self.values: Floats = np.array([row.value for row in ordered], dtype=float)
        self.agents, self.agent = _code([row.agent for row in ordered])
        self.reviewers, self.reviewer = _code([row.rater for row in ordered])
        self.questions, self.question = _code([row.question for row in ordered])
        self.subjects, self.subject = _code([row.subject for row in ordered])

    @cached_property
    def evaluations(self) -> tuple[Ints, Ints]:
        """Agent and reviewer of each evaluation, (evaluations,) each."""
        _, first = np.unique(np.stack([self.subject, self.reviewer]), axis=1, return_index=True)
        return self.agent[first], self.reviewer[first]

    @cached_property
    def linked_evaluations(self) -> Ints:
        """Of each reviewer: evaluations of agents whom somebody else reviewed too."""
        agent, reviewer = self.evaluations
        pairs = np.unique(np.stack([agent, reviewer]), axis=1)
        shared = np.bincount(pairs[0], minlength=len(self.agents)) > 1
        return np.bincount(reviewer[shared[agent]], minlength=len(self.reviewers))

    @cached_property
    def evaluations_of_agents(self) -> Ints:
        """How often each agent was reviewed."""
        return np.bincount(self.evaluations[0], minlength=len(self.agents))

    @cached_property
    def linked(self) -> list[tuple[int, ...]]:
        """Sets of reviewers joined by chains of shared agents."""
        return linked(self.agent, self.reviewer)

    @cached_property
    def comparable(self) -> list[tuple[int, ...]]:
        """Sets of reviewers whose differences the data determine."""
        if len(self.questions) == 1:
            return self.linked
        return comparable(self.agent, self.reviewer, self.question)

    def factors(self, *, agents_fixed: bool) -> list[Factor]:
        """The factors of the model: those that can be told from the others and from the rest."""
        found = [Factor(AGENT, self.agent, fixed=agents_fixed), Factor(REVIEWER, self.reviewer)]
        if len(self.questions) > 1:
            found.append(Factor(QUESTION, self.question))
        repeated = int(np.sum(np.bincount(self.subject) > 1))
        if repeated >= LEAST_REPEATED and len(self.agents) < len(self.subjects):
            found.append(Factor(INTERACTION, self.subject))
        return found


def _code(names: Sequence[str]) -> tuple[list[str], Ints]:
    known, codes = np.unique(np.array(names, dtype=object), return_inverse=True)
    return known.tolist(), codes.astype(np.int64)


def _refuse_doubles(ordered: Sequence[Score]) -> None:
    agents: dict[str, str] = {}
    for row in ordered:
        if agents.setdefault(row.subject, row.agent) != row.agent:
            raise ValueError(f"Interaction {row.subject} has two agents.")
    for one, two in zip(ordered, ordered[1:], strict=False):
        if (one.subject, one.rater, one.question) == (two.subject, two.rater, two.question):
            raise ValueError(f"{one.rater} answered {one.question} twice about {one.subject}.")
