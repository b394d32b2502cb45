"""Advice on how a question is worded, so that two reviewers would answer it alike."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from scorecards.design.document import Question
from scorecards.design.findings import Finding
from scorecards.design.question_rules import Place

NEGATIVE = re.compile(
    r"\b(not|never|no|none|nothing|fail(s|ed)?|avoid(s|ed)?|without|refrain(s|ed)?|lack(s|ed)?)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    r"\b(smil(e|es|ed|ing)|eye contact|body language|posture|facial expressions?|dress(ed)?"
    r"|appearance|attitude|mood|feel(s|ing)?|felt|sincere(ly)?|really care[sd]?|on (the|their) "
    r"screen|clicked|typed into|desk|workplace)\b",
    re.IGNORECASE,
)


def wording_findings(here: Place, question: Question) -> Iterator[Finding]:
    """Warn of what is not a question, not guided, not to be seen in a transcript, or negative."""
    text = question.text.strip()
    if not text:
        return
    if question.type != "text" and not text.endswith("?"):
        message = _("This is not worded as a question: ask what a reviewer can answer.")
        yield here.warning("text", message)
    if not question.guidance.strip():
        message = _("There is no guidance: say what earns each answer, with an example.")
        yield here.warning("guidance", message)
    unseen = UNSEEN.search(text)
    if unseen:
        message = _(
            "“%(words)s” cannot be told from a transcript: ask for words or acts that a "
            "reader finds in it.",
            words=unseen.group(),
        )
        yield here.warning("text", message)
    negative = NEGATIVE.search(text)
    if negative:
        message = _(
            "“%(words)s” makes the question negative, and “yes” easy to misread: ask for "
            "what should be done.",
            words=negative.group(),
        )
        yield here.warning("text", message)
