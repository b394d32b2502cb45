"""The words in which pages name how a batch came in."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.models import Way

WAYS: dict[Way, Any] = {
    Way.UPLOAD: _("Upload in the browser"),
    Way.COMMAND: _("Command on the server"),
    Way.API: _("API"),
    Way.FOLDER: _("Watched folder"),
}
