"""A refusal that names the question, and what of it is to be mended."""

from __future__ import annotations

from typing import Literal

from qa_app.core.errors import Refused

Part = Literal["verdict", "answer", "note", "cause", "comment", "proposed"]


class PartRefused(Refused):
    """What was entered at a question is not whole: `field` is its key, `part` what is wrong."""

    def __init__(self, message: str, *, question: str, part: Part) -> None:
        super().__init__(message, field=question)
        self.part = part
