"""A whole installation for journeys: `qa serve` with web, workers and scheduler as one tree."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.journeys.command_line import QA, CommandLine
from tests.servers import free_port, stop

START_S = 180


class ServedTree:
    """`qa serve` on a fresh instance; what it prints goes to a file as it would to a console."""

    def __init__(self, folder: Path, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.qa = CommandLine(folder / "instance", QA_PORT=str(self.port), **settings)
        self.console = folder / "console.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ServedTree:
        with self.console.open("wb") as out:
            self.process = subprocess.Popen(
                [QA, "serve"], env=self.qa.environment, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            self.printed(f"is ready: {re.escape(self.address)}", START_S)
        except BaseException:
            self.process.kill()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self.process is not None
        assert stop(self.process) == 0, self.console.read_text()

    def printed(self, pattern: str, seconds: float = 5) -> str:
        """What the pattern (its group, if any) found on the console, waiting for it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.search(pattern, self.console.read_text("utf-8"))
            if found:
                return found[found.lastindex or 0]
            assert self.process is not None
            assert self.process.poll() is None, self.console.read_text("utf-8")
            time.sleep(0.1)
        raise AssertionError(f"not printed: {pattern}\n{self.console.read_text('utf-8')}")
