"""What an agent may object to, and what may be decided: the closed lists of disputes."""

from __future__ import annotations

import enum


class DisputeState(enum.Enum):
    """A dispute waits for its decision, is decided, or was withdrawn."""

    OPEN = "open"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class DisputeCause(enum.Enum):
    """Why an agent sees an answer otherwise."""

    OVERLOOKED = "overlooked"
    GUIDANCE = "guidance"
    NOT_APPLICABLE = "not_applicable"
    OUTSIDE = "outside"
    MISTAKE = "mistake"
    OTHER = "other"


class Verdict(enum.Enum):
    """What is decided on one disputed question."""

    ACCEPT = "accept"
    PART = "part"
    REJECT = "reject"
