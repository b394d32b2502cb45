"""The real command line: `qa` as a process of its own, on an instance of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QA = Path(sys.executable).with_name("qa")
OWN = ("QA_", "DATABASE_URL")


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output read as one JSON document."""
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Standard output read as a CSV with a header."""
        return list(csv.DictReader(io.StringIO(self.out)))


class CommandLine:
    """Runs commands on one instance; settings of the caller's own environment are left out."""

    def __init__(self, instance: Path, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        self.environment = {
            **kept,
            "QA_INSTANCE_PATH": str(instance),
            "QA_DEMO": "0",
            "QA_LOG_LEVEL": "error",
            **settings,
        }

    def __call__(self, *words: str | Path, status: int = 0, **settings: str) -> Outcome:
        """Run `qa WORDS`; AssertionError with what it said when it ends with another status."""
        done = subprocess.run(
            [QA, *map(str, words)],
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
        return Outcome(done.returncode, done.stdout, done.stderr)

    def data(self, *words: str | Path, status: int = 0, **settings: str) -> Any:
        """What `qa WORDS --json` prints."""
        return self(*words, "--json", status=status, **settings).data
