"""Templates of comments: add, change, remove, put back; one's own, or shared by the centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.permissions import Permission
from qa_app.core.text import clean
from qa_app.people.actor import Actor
from scorecards.reviews.models_templates import CommentTemplate
from scorecards.reviews.wording import written

MOST = 200
"""Templates in use by one owner: more are found slower than written."""
KEPT_FOR = timedelta(days=30)
"""How long a removed one can be put back."""
LONGEST_TITLE = 200


def editable_templates(actor: Actor) -> Select[CommentTemplate]:
    """One's own, and for who edits scorecards the shared ones; removed ones too."""
    mine: ColumnElement[bool] = CommentTemplate.owner_id == actor.id
    if may_share(actor):
        mine = or_(mine, CommentTemplate.owner_id.is_(None))
    return select(CommentTemplate).where(mine)


def may_share(actor: Actor) -> bool:
    """Whether a person decides on what the centre shares."""
    return actor.can(Permission.SCORECARDS_EDIT)


def usable_templates(session: Session, person: int) -> Sequence[CommentTemplate]:
    """What a reviewer can insert: their own first, then the shared ones, each by title."""
    query = select(CommentTemplate).where(
        or_(CommentTemplate.owner_id == person, CommentTemplate.owner_id.is_(None)),
        CommentTemplate.removed_at.is_(None),
    )
    found = session.scalars(query).all()
    return sorted(found, key=lambda one: (one.owner_id is None, one.title.casefold(), one.id))


def removed_templates(session: Session, actor: Actor) -> Sequence[CommentTemplate]:
    """What can still be put back, the last removed first."""
    query = editable_templates(actor).where(CommentTemplate.removed_at.is_not(None))
    newest = (CommentTemplate.removed_at.desc(), CommentTemplate.id.desc())
    return session.scalars(query.order_by(*newest)).all()


def add_template(
    session: Session, *, title: str, text: str, owner: int | None, by: int, at: datetime
) -> CommentTemplate:
    """A new template of `owner`, or shared for None.

    Refused, naming the field, without words, for a title that the owner has already, and for more
    than `MOST`.
    """
    made = CommentTemplate(owner_id=owner, created_at=at)
    _write(session, made, title, text, at)
    query = select(func.count(CommentTemplate.id)).where(_in_use(owner))
    if (session.scalar(query) or 0) >= MOST:
        raise Refused(
            _("There are %(most)s templates already. Remove one first.", most=MOST), field="title"
        )
    session.add(made)
    session.flush()
    _note(session, made, "add", by, at)
    return made


def change_template(
    session: Session, template: CommentTemplate, *, title: str, text: str, by: int, at: datetime
) -> None:
    """Give a template other words; Refused as in `add_template`."""
    before = template.title
    _write(session, template, title, text, at)
    session.flush()
    _note(session, template, "change", by, at, before=before)


def remove_template(session: Session, template: CommentTemplate, *, by: int, at: datetime) -> None:
    """Take a template out of use; what was removed long ago is forgotten on this occasion."""
    template.removed_at = at
    session.execute(delete(CommentTemplate).where(CommentTemplate.removed_at < at - KEPT_FOR))
    session.flush()
    _note(session, template, "remove", by, at)


def put_back_template(
    session: Session, template: CommentTemplate, *, by: int, at: datetime
) -> None:
    """Take a removed template into use again; Refused where its title is taken by now."""
    _check_title(session, template, template.title)
    template.removed_at = None
    session.flush()
    _note(session, template, "put_back", by, at)


def _write(
    session: Session, template: CommentTemplate, title: str, text: str, at: datetime
) -> None:
    name, words = clean(title, lines=False), written(text, "text")
    if not name:
        raise Refused(_("Give the template a title; it is what you search for."), field="title")
    if len(name) > LONGEST_TITLE:
        raise Refused(
            _("Use at most %(longest_title)s characters.", longest_title=LONGEST_TITLE),
            field="title",
        )
    if not words:
        raise Refused(_("Write what is to be inserted."), field="text")
    _check_title(session, template, name)
    template.title, template.text, template.changed_at = name, words, at


def _check_title(session: Session, template: CommentTemplate, title: str) -> None:
    query = select(CommentTemplate.id, CommentTemplate.title).where(_in_use(template.owner_id))
    with session.no_autoflush:
        rows = session.execute(query).all()
    if any(row.id != template.id and row.title.casefold() == title.casefold() for row in rows):
        raise Refused(_("There is a template “%(title)s” already.", title=title), field="title")


def _in_use(owner: int | None) -> ColumnElement[bool]:
    whose = (
        CommentTemplate.owner_id.is_(None) if owner is None else CommentTemplate.owner_id == owner
    )
    return whose & CommentTemplate.removed_at.is_(None)


def _note(
    session: Session,
    template: CommentTemplate,
    act: str,
    by: int,
    at: datetime,
    *,
    before: str | None = None,
) -> None:
    """What everybody may insert is audited; one's own words for oneself are not."""
    if template.owner_id is None:
        subject = ("comment_template", template.id)
        after = {"title": template.title}
        record(session, f"comment_template.{act}", subject, by=by, at=at,
               before={"title": before} if before else None, after=after)  # fmt: skip
