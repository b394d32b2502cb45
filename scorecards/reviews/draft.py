"""A draft as it travels between browser and server: everything that a reviewer has entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa_app.core.errors import Refused
from qa_app.core.text import clean
from scorecards.design.answers import Value
from scorecards.design.causes import BETWEEN, refusal
from scorecards.design.document import ScorecardDocument
from scorecards.reviews.wording import LONGEST

Comment = Annotated[str, Field(max_length=LONGEST)]
RowNumber = Annotated[int, Field(ge=0, le=2**63 - 1)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]


class Cited(BaseModel):
    """A stretch of a turn, in characters, that an answer rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    turn: RowNumber
    start: Offset
    end: Offset


class Draft(BaseModel):
    """Answers, comments and root causes by question key, evidence, and the overall comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answers: dict[str, Comment | int | float | list[str] | None] = {}
    comments: dict[str, Comment] = {}
    causes: dict[str, list[str]] = {}
    evidence: Annotated[list[Cited], Field(max_length=500)] = []
    comment: Comment = ""

    def tidy(self) -> Draft:
        """The same without empty entries and control characters, evidence in one order."""
        return Draft(
            answers={k: _cleaned(v) for k, v in self.answers.items() if _given(_cleaned(v))},
            comments={k: clean(v) for k, v in self.comments.items() if clean(v).strip()},
            causes={key: _tidy_causes(v) for key, v in self.causes.items() if v},
            evidence=sorted(
                set(self.evidence), key=lambda one: (one.question, one.turn, one.start, one.end)
            ),
            comment=clean(self.comment) if self.comment.strip() else "",
        )

    def picked(self, question: str) -> dict[str, str]:
        """The causes of a question by key, with the reviewer's own words where there are any."""
        parts = [one.partition(BETWEEN) for one in self.causes.get(question, ())]
        return {key: words for key, _, words in parts}

    @property
    def values(self) -> Mapping[str, Value]:
        """The answers as the scoring takes them."""
        return self.answers


class Sent(BaseModel):
    """One autosave or submission: the draft, what it was based on, and the time spent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version_id: RowNumber
    revision: RowNumber
    seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    draft: Draft
    suggestions: Annotated[
        dict[str, Literal["accepted", "dismissed"]], Field(max_length=1_000)
    ] = {}
    """What the reviewer did with suggested answers, by question."""


def read_sent(data: bytes) -> Sent:
    """Read the JSON that a browser sent; Refused names the first thing that is wrong with it."""
    try:
        return Sent.model_validate_json(data, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "string_too_long":
            what, field = _long_text(first["loc"])
            raise Refused(
                _(
                    "%(what)s has %(count)s characters, and at most %(longest)s fit. Shorten "
                    "it; the rest is saved as soon as it fits.",
                    what=what,
                    count=f"{len(first['input']):,}",
                    longest=f"{LONGEST:,}",
                ),
                field=field,
            ) from error
        raise Refused(
            _("The page sent something unreadable (%(place)s). Reload it.", place=place)
        ) from error


def _long_text(place: Sequence[int | str]) -> tuple[str, str]:
    """What a text of the draft is called, and the name of its field on the page."""
    key = place[2] if len(place) > 2 else ""
    kinds = {
        "comments": (_("The comment to the question “%(key)s”", key=key), "m"),
        "answers": (_("The answer to the question “%(key)s”", key=key), "a"),
        "causes": (_("The cause to the question “%(key)s”", key=key), "w"),
    }
    if key != "" and place[1] in kinds:
        name, letter = kinds[str(place[1])]
        return str(name), f"{letter}-{key}"
    return str(_("The comment on the whole")), "comment"


def check_draft(document: ScorecardDocument, draft: Draft) -> None:
    """Refused where the draft names questions or causes that the scorecard does not have.

    The answers themselves are checked by the scoring.
    """
    questions = {question.key: question for question in document.questions()}
    named = {*draft.comments, *draft.causes, *(cited.question for cited in draft.evidence)}
    unknown = sorted(named - set(questions))
    if unknown:
        raise Refused(
            _("The scorecard has no question “%(key)s”. Reload the page.", key=unknown[0])
        )
    for key, causes in draft.causes.items():
        wrong = refusal(questions[key], causes)
        if wrong:
            raise Refused(wrong)


def _tidy_causes(causes: Sequence[str]) -> list[str]:
    """Each cause once, with its own words cleaned; a key without words stands alone."""
    cleaned = [clean(one, lines=False) for one in causes]
    return list(dict.fromkeys(one if BETWEEN in one else one.removesuffix(":") for one in cleaned))


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _given(value: Any) -> bool:
    return value is not None and value != [] and value != ""
