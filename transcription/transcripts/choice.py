"""Which speech models a recording may be transcribed with: as set, on this machine, in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qa_app.config import Settings
from qa_app.core.errors import Refused
from transcription.transcripts.engines import profile_of
from transcription.transcripts.whisper_engine import downloaded


@dataclass(frozen=True, slots=True)
class Offered:
    """A model to choose: `value` is what an engine loads, a name or a path; `name` what is shown.

    `key` is what a page sends, so that no path is ever taken from a form.
    """

    key: str
    value: str
    name: str
    is_set: bool = False


def offered_models(settings: Settings, used: Iterable[str] = ()) -> list[Offered]:
    """That of QA_WHISPER_MODEL first, then what is on this machine, then QA_MODELS_FOLDER.

    `used` are checkpoints that have read here before, such as the demo's.
    """
    folder = settings.models_folder
    paths = {*(checkpoints_in(folder) if folder else ()), *used}
    return offered(settings.whisper_model, downloaded(), paths, engine=settings.engine)


def checkpoints_in(folder: str) -> list[str]:
    """The paths of the checkpoints (`.pt`) that lie in a folder itself; empty without it."""
    place = Path(folder).expanduser()
    found = place.glob("*.pt") if place.is_dir() else ()
    return sorted(str(each.resolve()) for each in found if each.is_file())


def offered(
    as_set: str, names: Iterable[str], paths: Iterable[str], *, engine: str = "whisper"
) -> list[Offered]:
    """The same from what was found, each model once; pure."""
    values = list(dict.fromkeys([as_set, *sorted(names), *sorted(paths)]))
    names_of = [profile_of(engine, value).name for value in values]
    return [
        Offered(f"{number}:{name}", value, name, value == as_set)
        for number, (value, name) in enumerate(zip(values, names_of, strict=True))
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
