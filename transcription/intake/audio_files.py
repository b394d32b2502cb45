"""Imports a sound file that comes without a manifest: its path is its id."""

from dataclasses import replace
from pathlib import PurePosixPath

from flask_babel import lazy_gettext as _

from transcription.intake.importer import Importer, InputFile, Reading
from transcription.intake.interaction_columns import column_named
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal, quoted

_ASK = {
    "agent_id": "is not known: name the agent, or import a manifest that does",
    "started_at": "is not known: give the time, or import a manifest that does",
}


def read(name: str, options: ImportOptions) -> InteractionRecord | Refusal:
    """Return the interaction of a recording; `options` say whose it is and when it began."""
    known = {"external_id": _id(name), "recording": name}
    data, began = options.begun(options.complete(known, "phone"))
    try:
        return replace(read_interaction(data), started_from=began)
    except InvalidInteraction as error:
        _, column = column_named(error.problems[0])
        return Refusal(1, None, column, _ASK.get(column, error.summary), quoted(name))


def _id(name: str) -> str:
    """The path below the import's folder without the ending: recorders call every file alike."""
    return str(PurePosixPath(name).with_suffix(""))


def _open(file: InputFile, options: ImportOptions) -> Reading:
    return Reading(iter([read(file.name, options)]))


IMPORTERS = (
    Importer(
        "audio", _("Recordings"), lambda head: True, _open,
        _("Sound in any usual container: wav, mp3, m4a, ogg, opus, flac, webm …"), is_sound=True,
    ),
)  # fmt: skip
