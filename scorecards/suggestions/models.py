"""What was suggested to a reviewer, when they saw it, and what they answered."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class SuggestedVerdict(enum.Enum):
    """What the rules of a question came to."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Act(enum.Enum):
    """What the reviewer did with a suggestion by its own buttons."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class SuggestionRecord(Base):
    """The suggestion for one question of one evaluation; the rules are those of its version."""

    __tablename__ = "suggestion_record"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "question_key"),
        Index("ix_suggestion_record_question_key_rule", "question_key", "rule"),
    )

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(reference("evaluation.id", on_delete="CASCADE"))
    question_key: Mapped[Short]
    rule: Mapped[Short]
    """A short digest of the rules: the same in all versions that did not change them."""
    verdict: Mapped[SuggestedVerdict] = mapped_column(text_enum(SuggestedVerdict))
    suggested: Mapped[dict[str, Any]]
    """{"value": …}: the answer that was suggested, null for none."""
    why: Mapped[str]
    """The sentence that the reviewer read, or would have read."""
    turns: Mapped[list[Any]]
    """Ids of the turns that it rests on."""
    after_answer: Mapped[bool]
    """Whether it was shown only after the reviewer had answered."""
    first: Mapped[dict[str, Any] | None]
    """The answer that stood when an `after_answer` suggestion was first shown."""
    act: Mapped[Act | None] = mapped_column(text_enum(Act))
    answered: Mapped[dict[str, Any] | None]
    """The submitted answer; null until the evaluation is submitted."""
    followed: Mapped[bool | None]
    """Whether the submitted answer is the suggested one; null where nothing was suggested."""
    followed_blind: Mapped[bool | None]
    """The same of the answer before the suggestion was seen; null where it was shown before."""
    shown_at: Mapped[datetime]
