"""Which reviewers can be compared at all: those whose differences the data determine.

Two reviewers can be compared if a chain of agents leads from one to the other, each reviewed by
both neighbours (Weeks and Williams 1964, Technometrics 6: 319-324), and if no question that only
one side answers breaks the chain. With agents, reviewers and questions as fixed effects that is
exact: a difference is estimable if and only if every change of effects that leaves all fitted
scores alone leaves it alone too (Searle 1971, Linear Models, §5.4).
"""

from __future__ import annotations

import numpy as np
from scipy import linalg, sparse

from scorecards.calibration.equations import Floats, Ints, Sparse, indicators

SAME = 1e-6
Group = tuple[int, ...]


def linked(agents: Ints, reviewers: Ints) -> list[Group]:
    """Sets of reviewers joined by chains of shared agents, largest first.

    Codes are 0, 1, … of each row, (rows,); each code occurs.
    """
    shared = indicators(reviewers).T @ indicators(agents)
    _, labels = sparse.csgraph.connected_components(shared @ shared.T, directed=False)
    return _groups(labels[:, None])


def comparable(agents: Ints, reviewers: Ints, questions: Ints) -> list[Group]:
    """Sets of reviewers whose differences can be estimated beside questions, largest first."""
    return _groups(_slack(agents, reviewers, questions)[: int(reviewers.max()) + 1])


def _slack(agents: Ints, reviewers: Ints, questions: Ints) -> Floats:
    """Changes of (reviewers, questions) that agents' effects can make up for, (effects, many)."""
    others = sparse.hstack([indicators(reviewers), indicators(questions)], format="csr")
    own = indicators(agents)
    between: Sparse = own.T @ others
    weighed = sparse.diags(1 / np.bincount(agents)) @ between
    left = (others.T @ others - between.T @ weighed).toarray()
    sizes, vectors = linalg.eigh(left)
    return np.asarray(vectors[:, sizes < 1e-9 * max(float(sizes[-1]), 1.0)])


def _groups(lines: Floats) -> list[Group]:
    """Numbers of equal lines together; largest group first, then by its first number."""
    found: list[list[int]] = []
    for number, line in enumerate(lines):
        for group in found:
            if np.all(np.abs(lines[group[0]] - line) < SAME):
                group.append(number)
                break
        else:
            found.append([number])
    return sorted((tuple(group) for group in found), key=lambda group: (-len(group), group[0]))
