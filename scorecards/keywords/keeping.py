"""Adds, changes, removes and puts back the centre's lists of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.text import clean
from scorecards.keywords.marking import Side, WordList
from scorecards.keywords.models import KeywordList
from scorecards.suggestions.conversation import words_of

SIDES: Mapping[str, Side] = {"anyone": "anyone", "agent": "agent", "customer": "customer"}
MOST_LISTS, MOST_PHRASES, LONGEST = 40, 300, 100


def lists_in_use(session: Session) -> Sequence[KeywordList]:
    """The lists by title."""
    query = select(KeywordList).where(KeywordList.removed_at.is_(None))
    return session.scalars(query.order_by(KeywordList.title, KeywordList.id)).all()


def removed_lists(session: Session) -> Sequence[KeywordList]:
    """Those that can be put back, the last removed first."""
    query = select(KeywordList).where(KeywordList.removed_at.is_not(None))
    newest = (KeywordList.removed_at.desc(), KeywordList.id.desc())
    return session.scalars(query.order_by(*newest)).all()


def as_word_lists(rows: Sequence[KeywordList]) -> list[WordList]:
    """The rows as what is looked for."""
    return [WordList(row.title, SIDES[row.side], tuple(row.phrases)) for row in rows]


def read_phrases(text: str) -> list[str]:
    """One phrase a line, without empty lines and repetitions; Refused for what cannot be found."""
    found: dict[str, str] = {}
    for line in clean(text).splitlines():
        phrase = " ".join(line.split())
        if not phrase:
            continue
        if len(phrase) > LONGEST:
            raise Refused(
                _("A phrase has at most %(longest)s characters.", longest=LONGEST), field="phrases"
            )
        key = " ".join(word.text for word in words_of(phrase))
        if not key:
            raise Refused(
                _("“%(phrase)s” has no word to look for.", phrase=phrase), field="phrases"
            )
        found.setdefault(key, phrase)
    if not found:
        raise Refused(_("Write at least one word or phrase, one a line."), field="phrases")
    if len(found) > MOST_PHRASES:
        raise Refused(
            _("A list has at most %(most_phrases)s phrases.", most_phrases=MOST_PHRASES),
            field="phrases",
        )
    return list(found.values())


def keep_list(
    session: Session,
    row: KeywordList | None,
    *,
    title: str,
    side: str,
    phrases: Sequence[str],
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> KeywordList:
    """Write a new list (row None) or change one; Refused without or with a taken title."""
    title = clean(title, lines=False).strip()[:200]
    if not title:
        raise Refused(_("Give the list a name."), field="title")
    if side not in SIDES:
        raise Refused(_("Choose whose words are looked at."), field="side")
    _check_free(session, title, row)
    before = None if row is None else _facts(row)
    if row is None:
        row = KeywordList()
        session.add(row)
    row.title, row.side, row.phrases = title, side, list(phrases)
    row.changed_by, row.changed_at = by, at
    session.flush()
    subject = ("keyword_list", row.id)
    record(
        session, "keywords.keep", subject, by=by, at=at, actor=actor,
        before=before, after=_facts(row),
    )  # fmt: skip
    return row


def remove_list(session: Session, row: KeywordList, *, by: int, at: datetime) -> None:
    """Take a list out of use; nothing changes where that is done already."""
    if row.removed_at is None:
        row.removed_at = at
        session.flush()
        record(session, "keywords.remove", ("keyword_list", row.id), by=by, at=at)


def put_back_list(session: Session, row: KeywordList, *, by: int, at: datetime) -> None:
    """Use a removed list again; Refused where another has its name now."""
    if row.removed_at is not None:
        _check_free(session, row.title, row)
        row.removed_at = None
        session.flush()
        record(session, "keywords.put_back", ("keyword_list", row.id), by=by, at=at)


def _check_free(session: Session, title: str, row: KeywordList | None) -> None:
    others = [one for one in lists_in_use(session) if row is None or one.id != row.id]
    if any(one.title.casefold() == title.casefold() for one in others):
        raise Refused(_("Another list has this name."), field="title")
    if len(others) >= MOST_LISTS:
        raise Refused(
            _("There are %(most_lists)s lists already. Remove one first.", most_lists=MOST_LISTS),
            field="title",
        )


def _facts(row: KeywordList) -> dict[str, object]:
    return {"title": row.title, "side": row.side, "phrases": list(row.phrases)}
