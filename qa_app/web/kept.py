"""What a person had written into a form that could not be taken, so that no error loses it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
TOKEN = "csrf_token"  # noqa: S105 - the name of a field


@dataclass(frozen=True)
class Kept:
    """A posted form: its fields in order, and where they were sent.

    `may_send` says that the browser vouches for a page of ours as the sender, so that the fields
    may be offered for sending again with a fresh token; else they are only shown, for copying.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    may_send: bool

    @property
    def words(self) -> list[str]:
        """What people wrote, not chose: the values of more than one word, the longest first."""
        written = {value.strip() for _, value in self.fields if len(value.split()) > 1}
        return sorted(written, key=lambda value: (-len(value), value))


def kept_form() -> Kept | None:
    """The form of the present request; None where it holds a password, or is no form of a page.

    Files do not come back: who sent some chooses them again, and only the words are kept.
    """
    if request.method != "POST" or request.mimetype not in FORMS:
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != TOKEN)
    if not fields or any("password" in name for name, _ in fields):
        return None
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return Kept(request.full_path.rstrip("?"), fields, is_ours and not request.files)
