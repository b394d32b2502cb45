"""Every importer can be named, has a title and a line in the page of formats."""

import pytest

from tests.house.sources import ROOT
from transcription.intake.importer import Importer
from transcription.intake.registry import format_names, importers

FORMATS = (ROOT / "docs" / "formats.md").read_text()


def test_sound_needs_no_name_and_everything_else_has_one() -> None:
    assert set(importers()) - set(format_names()) == {"audio"}


@pytest.mark.parametrize("each", importers().values(), ids=str)
def test_every_importer_is_explained(each: Importer) -> None:
    assert str(each.title)
    assert str(each.export)
    assert each.is_sound or f"`{each.name}`" in FORMATS
