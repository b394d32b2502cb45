"""What is wrong with a scorecard or with answers, and where, in sentences a person can act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa_app.core.errors import Refused

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `where` is the place in the JSON; `section` and `question` are keys."""

    level: Level
    where: str
    message: str
    section: str | None = None
    question: str | None = None


class RefusalError(Refused):
    """Something that cannot be read as it stands; `findings` says everything that is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(f"{item.where}: {item.message}" for item in self.findings))


class ScorecardInvalid(RefusalError):
    """A scorecard that is not of the format."""


class AnswersInvalid(RefusalError):
    """Answers to questions, or with values, that the scorecard does not have."""
