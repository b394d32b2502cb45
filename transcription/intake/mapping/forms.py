"""Forms of the mappings' pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import DataRequired

from qa_app.web.forms import DeskForm, line_field


class MappingFileForm(DeskForm):
    """A mapping that was exported here or elsewhere."""

    file = FileField(
        _("Mapping file (.json)"),
        [FileRequired(_("Choose a file."))],
        description=_("As “Export” writes it. One of the same name becomes its next version."),
    )


class RenameForm(DeskForm):
    """Another name."""

    name = line_field(_("Name"), DataRequired(_("Give the mapping a name.")))
