"""A served desk with the small demo: loaded, its calls heard, its model trained; nothing waits."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import BrowserContext
from sqlalchemy import select

from qa_app.core.jobs.models import Job, JobState
from qa_app.demo.calls import SOURCE
from qa_app.demo.loading import load
from qa_app.installation import installation
from qa_app.processes.foreground import work_until_idle
from tests.browser.chromium import Chromium
from tests.browser.serving import ServedDesk
from tests.factories.hearing import hear_demo_call
from transcription.interactions.models import Interaction
from transcription.transcripts.transcribing import TASK


class DemoDesk:
    """The demo as `qa web` serves it; one steps in as manager, reviewer, lead, agent or admin."""

    def __init__(self, folder: Path, chromium: Chromium) -> None:
        self.served = ServedDesk(folder)
        self.chromium = chromium
        self._signed_in: dict[str, Any] = {}
        load(installation(self.served.app).open_session, size="small")
        self._hear_calls()
        work_until_idle(self.served.app, wait=False)

    @property
    def address(self) -> str:
        """Where it listens."""
        return self.served.address

    def __enter__(self) -> DemoDesk:
        self.served.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.served.__exit__(kind, error, trace)

    def context(
        self, role: str | None, dark: bool = False, width: int = 1440, **options: Any
    ) -> BrowserContext:
        """A watched context of a person of that part; None: of a visitor. Lives for one test."""
        if role is not None and role not in self._signed_in:
            self._signed_in[role] = self._step_in(role)
        kept = self._signed_in[role] if role else None
        return self.chromium.context(
            self.address, dark=dark, width=width, storage_state=kept, **options
        )

    def _step_in(self, role: str) -> Any:
        context = self.chromium.context(self.address)
        page = context.new_page()
        page.goto("/demo")
        page.locator(f'form[action$="/demo/as/{role}"] button').click()
        page.wait_for_url(f"{self.address}/")
        state = context.storage_state()
        context.close()
        return {"cookies": [one for one in state["cookies"] if one["name"] != "theme"]}

    def _hear_calls(self) -> None:
        """Give the calls their text from the script that they were made from, not by whisper."""
        with self.served.opened() as session:
            for job in session.scalars(select(Job).where(Job.task == TASK)):
                job.state = JobState.CANCELLED
            calls = session.scalars(select(Interaction).where(Interaction.source == SOURCE))
            for interaction in calls.all():
                hear_demo_call(session, interaction)
            session.commit()
