"""Real recordings for measuring, from the folder that QA_DATA_DIR names; skipped without it."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def calls() -> Path:
    folder = os.environ.get("QA_DATA_DIR")
    if not folder or not (Path(folder) / "calls").is_dir():
        pytest.skip("QA_DATA_DIR names no folder with calls")
    return Path(folder) / "calls"
