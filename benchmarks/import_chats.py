"""Measures the import of generated chats with redaction, storage and search index.

Prints a table, or JSON with `--json`. The instance is a new folder that is removed afterwards;
`--rows` sets how many chats (20,000). Seconds are wall clock unless named
processor, memory is the peak of the process.
"""

import argparse
import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qa_app import schema
from qa_app.config import load_settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.factory import build
from qa_app.processes.foreground import work_until_idle
from qa_app.search.indexing import create_index, matching
from transcription.intake.batches import Edge, create_batch, run_batch
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import Parcel, folder_parcel

AGENTS = 40
TURNS = 12
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
CUSTOMER = (
    "Hello, my order has not arrived and I would like to know where it is.",
    "It was promised for Tuesday, and today is Friday already.",
    "The number is 48213, I think. My name is on the account.",
    "You can write to me at customer@example.com or call 415-555-2671.",
    "I paid with 4111 1111 1111 1111, is that what you need?",
    "Thank you, that helps. How long will it take then?",
)
AGENT = (
    "I am sorry about that, let me look into it for you straight away.",
    "I can see the parcel left our house on Monday and is with the carrier.",
    "I have asked them to bring it tomorrow between nine and twelve.",
    "You will get a message with the new time within the hour.",
    "Is there anything else that I can do for you today?",
    "Thank you for your patience, and have a good day.",
)


def chats(count: int, seed: int) -> Iterator[str]:
    """Yield JSON lines of made chats; one turn in six holds something to mask."""
    chance = random.Random(seed)
    for number in range(count):
        agent = chance.randrange(AGENTS)
        began = BEGIN + timedelta(minutes=7 * number)
        turns = [
            {
                "speaker": "agent" if turn % 2 else "customer",
                "at": (began + timedelta(seconds=40 * turn)).isoformat(),
                "text": chance.choice(AGENT if turn % 2 else CUSTOMER),
            }
            for turn in range(TURNS)
        ]
        yield json.dumps(
            {
                "source": "benchmark",
                "external_id": f"chat-{number}",
                "channel": "chat",
                "started_at": began.isoformat(),
                "agent": {"id": f"agent-{agent}", "team": f"Team {agent % 4}"},
                "turns": turns,
            }
        )


def measure(count: int, folder: Path) -> dict[str, float]:
    """Import, index and search; figures by name."""
    path = folder / "chats.jsonl"
    path.write_text("\n".join(chats(count, seed=7)))
    app = build(
        load_settings(
            {"QA_INSTANCE_PATH": str(folder), "QA_DEMO": "0", "QA_LOG_LEVEL": "error"}
            | {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
        )
    )
    figures: dict[str, float] = {"chats": count, "turns": count * TURNS}
    with app.app_context():
        with db.engine.begin() as connection:
            schema.metadata.create_all(connection)
            create_index(connection)
        session = db.session()
        parcel, _ = folder_parcel(path)
        batch = create_batch(session, path.name, by=None, at=clock.now(), actor="cli")
        began, busy = time.perf_counter(), time.process_time()
        run_batch(session, batch, parcel, ImportOptions(), Edge(session.commit, clock.now))
        figures["import_processor_s"] = time.process_time() - busy
        figures["import_s"] = time.perf_counter() - began
        assert (batch.accepted, batch.rejected) == (count, 0)
        figures["known_again_s"] = _again(parcel, path.name)
        began = time.perf_counter()
        work_until_idle(app, wait=False)
        figures["index_s"] = time.perf_counter() - began
        began = time.perf_counter()
        found = matching(session, 'carrier "between nine"')
        assert found is not None
        figures["found"] = len(session.scalars(found).all())
        figures["search_s"] = time.perf_counter() - began
    figures["chats_per_s"] = count / (figures["import_s"] + figures["index_s"])
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {name: round(value, 3) for name, value in figures.items()}


def _again(parcel: Parcel, name: str) -> float:
    session = db.session()
    batch = create_batch(session, name, by=None, at=clock.now(), actor="cli")
    began = time.perf_counter()
    run_batch(session, batch, parcel, ImportOptions(), Edge(session.commit, clock.now))
    assert batch.known == batch.accepted
    return time.perf_counter() - began


def main() -> None:
    """Run the measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(asked.rows, Path(folder))
    if asked.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:>16}  {value:,.3f}")


if __name__ == "__main__":
    main()
