"""The base of all forms: CSRF, cleaned text, and errors of verbs put at their field."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from qa_app.core.errors import QualityDeskError
from qa_app.core.text import clean

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100


class DeskForm(FlaskForm):
    """A form with CSRF protection; its token has no id, as a page may hold several forms."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "csrf_token" in self._fields:
            self._fields["csrf_token"].render_kw = {"id": False}

    def show(self, error: QualityDeskError) -> None:
        """Put the words of a refusing verb at the field it names, or above the form."""
        target = self._fields.get(error.field or "")
        if target is not None:
            target.errors = [*target.errors, error.message]
        else:
            self.form_errors.append(error.message)


def in_our_time(_form: Form, field: Field) -> None:
    """Validate a day or moment: one that can be counted on from in every zone."""
    if field.data is not None and not EARLIEST_YEAR <= field.data.year < LATEST_YEAR:
        raise ValidationError(
            _("Give a day from %(first)s to %(last)s.", first=EARLIEST_YEAR, last=LATEST_YEAR - 1)
        )


def line_field(label: Any, *validators: Any, **options: Any) -> StringField:
    """A one-line text field of at most 200 characters, cleaned."""
    filters = [lambda value: clean(value, lines=False) if value else value]
    return StringField(label, [Length(max=200), *validators], filters=filters, **options)


def text_field(label: Any, *validators: Any, limit: int = 10_000, **options: Any) -> TextAreaField:
    """A field of several lines, cleaned; what is longer than `limit` is refused, never cut."""
    filters = [lambda value: clean(value) if value else value]
    # Not `Length`: it would write a maxlength, at which browsers cut a pasted text in silence.
    named = {"data-limit": str(limit), **options.pop("render_kw", {})}
    checks = [AtMost(limit), *validators]
    return TextAreaField(label, checks, filters=filters, render_kw=named, **options)


class AtMost:
    """Validate that a text has at most so many characters."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Field) -> None:
        count = len(field.data or "")
        if count > self.limit:
            raise ValidationError(
                _("Use at most %(limit)s characters; this has %(count)s. Nothing of it is lost.",
                  limit=f"{self.limit:,}", count=f"{count:,}")
            )  # fmt: skip
