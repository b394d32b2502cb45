"""Carries what the person who imports says about a file whose rows do not say it themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from transcription.intake.exports.scored import Rule
from transcription.intake.records import Basis, Channel, StartedFrom

if TYPE_CHECKING:
    from transcription.intake.mapping.document import TableMapping

DEFAULT_SOURCE = "import"
DateOrder = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Hints:
    """How to read transcripts that leave open who speaks and when.

    `agent_names` are agents', all other names in the transcript customers'; `own_addresses` are
    e-mail addresses or domains from which agents write; `time_zone` is that of times without one;
    `date_order` says what stands first in dates such as 03/04/2026.
    """

    agent_names: tuple[str, ...] = ()
    own_addresses: tuple[str, ...] = ()
    time_zone: str | None = None
    date_order: DateOrder | None = None

    @classmethod
    def of_job(cls, data: Mapping[str, Any]) -> Hints:
        """From the arguments of a job, which are JSON."""
        names, own = tuple(data.get("agent_names", ())), tuple(data.get("own_addresses", ()))
        return cls(names, own, data.get("time_zone"), data.get("date_order"))

    @classmethod
    def read(
        cls, names: str, time_zone: str | None, date_order: str | None, own_addresses: str = ""
    ) -> Hints:
        """From what a person said: names and addresses with commas between; "" says nothing."""
        return cls(
            tuple(filter(None, (name.strip() for name in names.split(",")))),
            tuple(filter(None, (each.strip() for each in own_addresses.split(",")))),
            time_zone or None,
            date_order or None,  # type: ignore[arg-type]  # forms and commands offer these alone
        )


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Answers for missing cells and keys; what a row says itself always wins."""

    source: str = DEFAULT_SOURCE
    channel: Channel | None = None
    agent_id: str | None = None
    team: str | None = None
    language: str | None = None
    started_at: datetime | None = None
    written_at: datetime | None = None
    """When the file was written: when that began of which nothing else says it."""
    written_from: StartedFrom = "file"
    """What `written_at` is: the file's own date, or when it was handed in."""
    basis: Basis | None = None
    hints: Hints = Hints()
    scored: Rule | None = None
    """Whom an interaction with several agents is scored for; None as set for its source."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """The rules that are set, by source."""
    mapping: TableMapping | None = None
    """The mapping by which all tables are read, whatever their header; else it is looked for."""
    mappings: tuple[TableMapping, ...] = ()
    """What was saved here: used for the tables that they fit, before what is shipped."""

    def complete(self, data: dict[str, Any], channel: Channel) -> dict[str, Any]:
        """Return the data of a row with these answers, and `channel` where none is given."""
        agent = {"id": self.agent_id, "team": self.team} | data.get("agent", {})
        answers = {
            "source": self.source,
            "channel": self.channel or channel,
            "language": self.language,
            "started_at": self.started_at,
        }
        known = {key: value for key, value in answers.items() if value is not None}
        given = {key: value for key, value in agent.items() if value is not None}
        return known | data | ({"agent": given} if given else {})

    def written(self, modified_at: datetime | None, received_at: datetime) -> ImportOptions:
        """The same for a file that was last changed then; None: only known is when it came."""
        if modified_at is not None:
            return replace(self, written_at=modified_at, written_from="file")
        return replace(self, written_at=received_at, written_from="received")

    def begun(self, data: dict[str, Any]) -> tuple[dict[str, Any], StartedFrom | None]:
        """The data with the file's date as beginning where they name none, and whether it is."""
        if data.get("started_at") is not None or self.written_at is None:
            return data, None
        return data | {"started_at": self.written_at}, self.written_from
