"""A filled-in sheet that is no evaluation, kept as one record: its entries and back to a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from scorecards.design.answers import Facts, read_answers, refusal
from scorecards.design.document import ScorecardDocument
from scorecards.design.exact import plain
from scorecards.design.models import Version
from scorecards.reviews.answered import Given, Quote
from scorecards.reviews.draft import Cited, Draft, Sent, check_draft
from scorecards.reviews.drafting import DraftConflict, cited_turns
from scorecards.reviews.queries import turns_by_id
from scorecards.reviews.results import document_of
from transcription.transcripts.models import Turn

Entries = dict[str, Any]
"""By question key: {"value", "comment"} and, where there are any, "causes" and "evidence".

Evidence is a list of [turn, start, end]: which characters of which turn, never the words.
"""


def draft_in(entries: Mapping[str, Any], comment: str | None) -> Draft:
    """The entries in the form that travels."""
    return Draft(
        answers={key: entry["value"] for key, entry in entries.items()},
        comments={key: entry.get("comment") or "" for key, entry in entries.items()},
        causes={key: entry.get("causes", []) for key, entry in entries.items()},
        evidence=[
            Cited(question=key, turn=turn, start=start, end=end)
            for key, entry in entries.items()
            for turn, start, end in entry.get("evidence", [])
        ],
        comment=comment or "",
    ).tidy()


def entries_of(draft: Draft) -> Entries:
    """A tidy draft as entries; questions about which nothing was entered are left out."""
    cited = cited_by_question(draft.evidence)
    entries: Entries = {}
    for key in {**draft.answers, **draft.comments, **draft.causes, **cited}:
        entry: Entries = {
            "value": plain(draft.answers.get(key)),
            "comment": draft.comments.get(key, ""),
        }
        if draft.causes.get(key):
            entry["causes"] = draft.causes[key]
        if key in cited:
            entry["evidence"] = cited[key]
        entries[key] = entry
    return entries


def cited_by_question(evidence: Iterable[Cited]) -> dict[str, list[list[int]]]:
    """Evidence as entries hold it: [turn, start, end] by question."""
    cited: dict[str, list[list[int]]] = {}
    for one in evidence:
        cited.setdefault(one.question, []).append([one.turn, one.start, one.end])
    return cited


def quotes_of(entry: Mapping[str, Any], turns: Mapping[int, Turn]) -> tuple[Quote, ...]:
    """An entry's evidence with its words; what lies in turns that are gone is left out."""
    return tuple(
        Quote(turn, turns[turn].text[start:end], turns[turn].start_s, turns[turn].at)
        for turn, start, end in entry.get("evidence", [])
        if turn in turns
    )


def turns_cited(session: Session, entries: Iterable[Mapping[str, Any]]) -> dict[int, Turn]:
    """The turns by id in which the evidence of entries lies."""
    ids = {turn for entry in entries for turn, _, _ in entry.get("evidence", [])}
    return turns_by_id(session, sorted(ids))


def given_in(session: Session, entries: Mapping[str, Any]) -> dict[str, Given]:
    """The entries as pages read them after the score, with the words of the cited turns."""
    turns = turns_cited(session, entries.values())
    return {
        key: Given(
            entry["value"],
            entry.get("comment") or "",
            quotes_of(entry, turns),
            tuple(entry.get("causes", ())),
        )
        for key, entry in entries.items()
    }


def check_base(stored: Draft, draft: Draft, *, revision: int, based_on: int | None) -> bool:
    """Whether the draft is to be written over what is stored: not where it says the same.

    DraftConflict where another window has saved since; `based_on` None asks for no check. Such a
    sheet is one person's: whoever comes here has been told apart from everybody else before.
    """
    if based_on is not None and based_on != revision and stored != draft:
        raise DraftConflict(stored, revision, own=True)
    return stored != draft


def check_version(version: Version, sent: Sent) -> None:
    """Refused for a page that was made for another version of the scorecard."""
    if sent.version_id != version.id:
        raise Refused(_("This page is out of date. Reload it; what you entered is kept here."))


def check_entries(
    session: Session, version: Version, draft: Draft, facts: Facts, transcript_id: int | None
) -> None:
    """Refused for what the scorecard does not have, at its question, and for false evidence."""
    document = document_of(version)
    check_draft(document, draft)
    _check_values(document, draft)
    read_answers(document, draft.values, facts)
    cited_turns(session, transcript_id, draft)


def _check_values(document: ScorecardDocument, draft: Draft) -> None:
    questions = {question.key: question for question in document.questions()}
    for key, value in draft.answers.items():
        if key not in questions:
            raise Refused(_("This question is not part of the scorecard."), field=key)
        wrong = refusal(questions[key], value)
        if wrong:
            raise Refused(wrong, field=key)
