"""Lists every importer: the product's own formats, and each module that lies in `vendors/`."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from transcription.intake import vendors
from transcription.intake.importer import Importer

_OWN = (
    "jsonl", "chats_csv", "manifest_csv", "captions", "named_lines", "whatsapp", "audio_files",
    "mapping.importer",
)  # fmt: skip


@cache
def importers() -> Mapping[str, Importer]:
    """All importers by name, in the order in which a file is shown to them."""
    prefix = f"{vendors.__name__}."
    modules = [f"transcription.intake.{name}" for name in _OWN]
    modules += sorted(each.name for each in iter_modules(vendors.__path__, prefix))
    found: list[Importer] = [each for name in modules for each in import_module(name).IMPORTERS]
    by_name = {each.name: each for each in sorted(found, key=lambda each: each.rank)}
    assert len(by_name) == len(found), "two importers have one name"
    return by_name


def format_names() -> tuple[str, ...]:
    """What a person may call a file that is not told by its content."""
    return tuple(sorted(name for name, each in importers().items() if not each.is_sound))
