"""How long what people write may be, and what they are told where it is longer: never cut."""

from __future__ import annotations

from flask_babel import gettext as _

from qa_app.core.errors import Refused
from qa_app.core.text import clean

LONGEST = 20_000
"""Characters of a comment, a note, an objection or a message."""


def written(text: str, field: str) -> str:
    """The text cleaned and without blanks around it; Refused, naming the field, if too long."""
    words = clean(text).strip()
    if len(words) > LONGEST:
        raise Refused(
            _(
                "Use at most %(longest)s characters; this has %(count)s. Nothing of it is "
                "lost: shorten it, then send it again.",
                longest=f"{LONGEST:,}",
                count=f"{len(words):,}",
            ),
            field=field,
        )
    return words
