"""Which speech models a recording may be transcribed with: as set, on this machine, in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qa_app.config import Settings
from qa_app.core.errors import Refused
from transcription.transcripts.whisper_engine import downloaded, profile_of


@dataclass(frozen=True, slots=True)
class Offered:
    """A model to choose: `value` is what an engine loads, a name or a path; `name` what is shown.

    `key` is what a page sends, so that no path is ever taken from a form.
    """

    key: str
    value: str
    name: str
    is_set: bool = False


def offered_models(settings: Settings) -> list[Offered]:
    """That of QA_WHISPER_MODEL first, then what is on this machine, then QA_MODELS_FOLDER."""
    folder = settings.models_folder
    return offered(settings.whisper_model, downloaded(), checkpoints_in(folder) if folder else ())


def checkpoints_in(folder: str) -> list[str]:
    """The paths of the checkpoints (`.pt`) that lie in a folder itself; empty without it."""
    place = Path(folder).expanduser()
    found = place.glob("*.pt") if place.is_dir() else ()
    return sorted(str(each.resolve()) for each in found if each.is_file())


def offered(as_set: str, names: Iterable[str], paths: Iterable[str]) -> list[Offered]:
    """The same from what was found, each model once; pure."""
    values = list(dict.fromkeys([as_set, *sorted(names), *sorted(paths)]))
    return [
        Offered(
            f"{number}:{profile_of(value).name}", value, profile_of(value).name, value == as_set
        )
        for number, value in enumerate(values)
    ]


def chosen_model(models: Iterable[Offered], said: str) -> Offered:
    """The model with this key, value or name. Refused where none is offered under it."""
    models = list(models)
    for told in ([one.key for one in models], [one.value for one in models]):
        if said in told:
            return models[told.index(said)]
    if found := [one for one in models if one.name == said]:
        return found[0]
    names = ", ".join(one.name for one in models)
    raise Refused(f"That speech model cannot be chosen here. There is: {names}.")
