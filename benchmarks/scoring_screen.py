"""Measures the scoring screen in Chromium: key to paint, submit to next item, a very long chat.

`qa serve` runs a new instance; a reviewer scores `--items` (25) chats by keyboard as a person
does, one question after the other, and then opens a chat of `--turns` (100,000). All times are
taken in the page: from the moment of the key press or of the call to the first task after the
frame that shows its result, so the wait for the screen's next frame (up to 17 ms) is in them.

- `key`: a digit that answers a question, to the painted answer.
- `submit`: Ctrl+Enter with all answers in, to the next item painted with its first question in
  focus. The next page was fetched ahead, as it is for anybody who takes half a second to score.
- `open`: following a link to the long chat, to its first turns painted and the keys working.
- `find`: a word that stands once in the long chat, from its last letter to the marked turn; the
  60 ms in which further letters are waited for are in it.
- `scroll`: frames that took longer than 50 ms while 200 px a frame (5 turns) are scrolled for ten
  seconds; what is read on is fetched meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import insert, select

from benchmarks._centre import PASSWORD, REVIEWER, make
from benchmarks._rival import spread
from qa_app.config import load_settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.factory import build
from qa_app.people.models import User
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from tests.browser.chromium import PROGRAM, QUIET
from tests.journeys.serving import ServedTree
from transcription.interactions.models import Channel, Interaction, InteractionState
from transcription.transcripts.models import Speaker, Transcript, Turn

CHATS, OPENS, FINDS, SCROLL_S = 120, 8, 12, 10
SCORE = "1 j 1 j 1 j 4 j 1 j 1 j 1 j 1 j 1 j 1 j 1 Enter 1 j 1 j x"
"""Every question of the shipped card for chats."""
TARGETS = {"key_p50_ms": 50, "submit_p95_ms": 100, "open_p95_ms": 1000, "find_p95_ms": 300}

# Notes when the result of a key is on the screen: the first task after the frame that draws it.
WATCH = """
  const painted = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => then(performance.now());
    channel.port2.postMessage(null);
  });
  window.times = {key: [], submit: [], open: []};
  addEventListener("keydown", (event) => {
    const began = event.timeStamp;
    if (/^[0-9]$/.test(event.key)) painted((now) => times.key.push(now - began));
    if (event.key !== "Enter" || !event.ctrlKey) return;
    const item = document.getElementById("scoring-data")?.textContent;
    const look = () => {
      const other = document.getElementById("scoring-data")?.textContent;
      if (other && other !== item && document.querySelector(".q.focus")) {
        watch.disconnect();
        painted((now) => times.submit.push(now - began));
      }
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, {subtree: true, childList: true, attributes: true});
  }, true);
  const opening = new MutationObserver(() => {
    if (!document.querySelector(".tn") || !document.querySelector(".q.focus")) return;
    opening.disconnect();
    painted((now) => times.open.push(now));
  });
  opening.observe(document, {subtree: true, childList: true, attributes: true});
"""
FIND = """async (words) => {
  const field = document.getElementById("find"), began = performance.now();
  field.value = words;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  for (;;) {
    await new Promise((done) => requestAnimationFrame(done));
    const found = document.querySelector(".tn.found [data-text]");
    if (found?.textContent.includes(words)) break;
  }
  await new Promise((done) => setTimeout(done));
  return performance.now() - began;
}"""
SCROLL = """async (ms) => {
  const pane = document.getElementById("turns"), frames = [];
  pane.scrollTop = 0;
  let before = performance.now();
  const until = before + ms;
  while (before < until) {
    pane.scrollTop += 200;
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    frames.push(now - before);
    before = now;
  }
  const last = [...document.querySelectorAll(".tn")].at(-1);
  return [frames, Number(last.dataset.position)];
}"""


def add_long_chat(folder: Path, turns: int) -> int:
    """A chat of so many turns in the reviewer's queue, last of all; gives the item's id.

    Each thousandth turn holds a word of its own. A folder that has one keeps it.
    """
    app = build(load_settings({"QA_INSTANCE_PATH": str(folder / "instance"), "QA_DEMO": "0"}))
    with app.app_context():
        session, at = db.session(), clock.now()
        reviewer = session.scalars(select(User).where(User.email == REVIEWER)).one()
        agent_id = session.scalars(select(Interaction.agent_id).limit(1)).one()
        chat = Interaction(
            source="benchmark", external_id=f"long-{turns}", channel=Channel.CHAT, topic="long",
            subject="A long chat", started_at=at, agent_id=agent_id, facts={}, turn_count=turns,
            state=InteractionState.READY, created_at=at,
        )  # fmt: skip
        session.add(chat)
        session.flush()
        text = Transcript(interaction_id=chat.id, number=1, origin="import", created_at=at)
        session.add(text)
        session.flush()
        session.execute(insert(Turn), [
            {"transcript_id": text.id, "position": place, "at": at + timedelta(seconds=place),
             "speaker": Speaker.AGENT if place % 2 else Speaker.CUSTOMER,
             "text": f"Line {place} of a conversation that does not end, kind as ever."
                     + (f" Word{place}x." if place % 1000 == 500 else "")}
            for place in range(turns)
        ])  # fmt: skip
        item = Assignment(
            interaction=chat, reviewer_id=reviewer.id, pool=Pool.MANUAL, is_second=False,
            due_at=at + timedelta(days=90), state=AssignmentState.OPEN, created_at=at,
        )  # fmt: skip
        session.add(item)
        session.commit()
        found = item.id
        db.session.remove()
        db.engine.dispose()
    return found


def score(page: Page, items: int) -> dict[str, list[float]]:
    """Score so many items by keyboard; milliseconds of each answer and each submission."""
    with page.expect_response("**?ahead=*"):
        page.goto("/review/next")
    page.wait_for_selector(".q.focus")
    for number in range(items):
        for key in SCORE.split():
            page.keyboard.press(key)
            page.wait_for_timeout(25)
        page.locator("#saved").filter(has_text="Saved").wait_for()
        with page.expect_response("**?ahead=*"):
            page.keyboard.press("Control+Enter")
            page.wait_for_function("(count) => times.submit.length === count", arg=number + 1)
        page.wait_for_timeout(150)
    times: dict[str, list[float]] = page.evaluate("times")
    return {"key": times["key"], "submit": times["submit"]}


def read(page: Page, item: int, turns: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Open the long chat again and again, look for words in it, scroll through it."""
    found: dict[str, list[float]] = {"open": [], "find": []}
    for _ in range(OPENS):
        page.goto("/queue")
        page.goto(f"/review/{item}")
        page.wait_for_function("times.open.length === 1")
        found["open"] += page.evaluate("times.open")
    places = list(range(500, turns, 1000))
    for number in range(FINDS):
        place = places[(number * 37) % len(places)]
        found["find"].append(page.evaluate(FIND, f"Word{place}x"))
    page.goto(f"/review/{item}")
    page.wait_for_function("times.open.length === 1")
    frames, last = page.evaluate(SCROLL, 1000 * SCROLL_S)
    return found, {
        "scroll_frames": len(frames),
        "scroll_frames_over_50_ms": sum(frame > 50 for frame in frames),
        "scroll_longest_frame_ms": max(frames),
        "scroll_reached_turn": last,
    }


def measure(folder: Path, items: int, turns: int) -> dict[str, float]:
    """All figures, on a new instance below the folder."""
    make(folder, CHATS, CHATS)
    long = add_long_chat(folder, turns)
    with ServedTree(folder) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=QUIET)
        size: Any = {"width": 1440, "height": 900}
        context = browser.new_context(base_url=served.address, viewport=size)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(REVIEWER)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        times = score(page, items)
        more, figures = read(page, long, turns)
        browser.close()
    figures |= {"answers": len(times["key"]), "items": items, "turns": turns}
    for name, values in (times | more).items():
        figures |= spread(name, values)
    return {name: round(value, 1) for name, value in figures.items()}


def main() -> None:
    """Run the measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=25)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if PROGRAM is None:
        print("skipped: chromium is not installed")
        return
    before = os.getloadavg()
    with tempfile.TemporaryDirectory() as own:
        figures = measure(Path(own), asked.items, asked.turns)
    result = {"figures": figures, "targets": TARGETS, "load_before": round(before[0], 1)}
    print(json.dumps(result, indent=2) if asked.json else _table(figures))


def _table(figures: dict[str, float]) -> str:
    lines = [f"{name:<26} {value}" for name, value in figures.items()]
    return "\n".join([*lines, f"{'targets':<26} {TARGETS}", f"load now {os.getloadavg()[0]:.1f}"])


if __name__ == "__main__":
    main()
