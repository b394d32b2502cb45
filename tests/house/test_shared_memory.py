"""What every process holds: the supervisor forks them from what it has loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("scipy", "sklearn", "statsmodels", "pandas", "torch", "whisper", "av", "onnxruntime")


@pytest.mark.parametrize("name", HEAVY)
def test_what_only_some_jobs_need_is_loaded_by_these(name: str, loaded: list[str]) -> None:
    assert name not in loaded


@pytest.fixture(scope="module")
def loaded() -> list[str]:
    """All modules that are there before the first child is started."""
    code = "import sys, qa_app.processes.supervisor; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return found.stdout.split()
