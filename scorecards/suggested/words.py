"""What is marked in a conversation on the scoring screen, from which lists, as JSON for its script.

Only the words decide, never a flag or how the item was chosen. Phrases of a question whose
suggestion waits for the answer wait as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scorecards.design.document import ScorecardDocument
from scorecards.flagging.phrases import ESCALATION, SHIPPED
from scorecards.keywords.keeping import as_word_lists, lists_in_use
from scorecards.keywords.marking import Marked, WordList, mark, of_questions
from scorecards.reviews.draft import Draft
from scorecards.reviews.suggested import in_sight, suggesting
from scorecards.suggestions.reading import conversation_of
from transcription.interactions.models import Interaction


def words_in(
    session: Session,
    interaction: Interaction,
    transcript_id: int | None,
    lists: list[WordList],
) -> dict[str, Any]:
    """{"lists": those with a place, with counts; "marks": each place in the order of the talk}."""
    conversation = conversation_of(session, transcript_id, interaction.channel)
    found = mark(lists, conversation) if conversation else ()
    counts = Counter(one.index for one in found)
    kept = [index for index in range(len(lists)) if counts[index]]
    order = {index: place for place, index in enumerate(kept)}
    return {  # fmt: skip
        "lists": [
            {
                "title": lists[i].title,
                "origin": lists[i].origin,
                "about": lists[i].about,
                "count": counts[i],
            }
            for i in kept
        ],
        "marks": [_written(one, order[one.index]) for one in found],
    }


def lists_for(
    session: Session,
    language: str | None,
    document: ScorecardDocument | None,
    draft: Draft,
    shown: Collection[str],
) -> list[WordList]:
    """The centre's lists, words of escalation, and the phrases of the questions in sight."""
    found = as_word_lists(lists_in_use(session))
    escalation = escalation_words(language)
    if escalation:
        found.append(WordList(_("Escalation"), "customer", escalation, "escalation"))
    if document is not None:
        mine, questions = in_sight(document, draft, shown), suggesting(document)
        found += of_questions(
            [
                (_("Phrases of %(question)s", question=f"Q{number}"), questions[one.key])
                for number, one in enumerate(document.questions(), 1)
                if one.key in mine
            ]
        )
    return found


def escalation_words(language: str | None) -> tuple[str, ...]:
    """The shipped words of a language tag; of all languages where it is unknown, else none."""
    if language is None:
        lines = [kinds[ESCALATION] for kinds in SHIPPED.values()]
    else:
        short = language.lower().replace("_", "-").split("-")[0]
        lines = [SHIPPED[short][ESCALATION]] if short in SHIPPED else []
    return tuple(phrase for line in lines for phrase in line.split("|"))


def _written(one: Marked, place: int) -> dict[str, Any]:
    return {
        "list": place,
        "turn": one.turn,
        "position": one.position,
        "start": one.start,
        "end": one.end,
        "second": one.second,
    }
