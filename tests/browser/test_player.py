"""Listening to the demo's real recordings: repeat, skipped silence, one side, marks, doubt."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select

from qa_app.core.permissions import Role
from qa_app.demo.calls import SOURCE
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.demo_desk import DemoDesk
from tests.browser.pages.player import EARS, PlayerPart
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password, sign_in
from tests.factories.people import make_user
from tests.factories.queue import make_assignment
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Turn
from transcription.transcripts.queries import current_transcript

# Silent from 35.89 to 49.89 s; its agent speaks first.
CALL = "demo-call-12"
OVERLAPPING = "demo-call-08"
UNSURE = (5, 12)


@dataclass(frozen=True)
class Listener:
    """A reviewer of their own with both calls to score; two turns of the first are uncertain."""

    email: str
    items: dict[str, int]
    calls: dict[str, int]
    turns: list[tuple[float, float]]
    """Beginning and end of each turn of the first call."""


@pytest.fixture(scope="module")
def listener(demo_desk: DemoDesk) -> Listener:
    with demo_desk.served.opened() as session:
        reviewer = make_user(session, Role.REVIEWER)
        email = give_password(session, reviewer)
        items, calls, times = {}, {}, []
        for name in (CALL, OVERLAPPING):
            found = session.scalars(
                select(Interaction).where(
                    Interaction.source == SOURCE, Interaction.external_id == name
                )
            ).one()
            items[name] = make_assignment(session, found, reviewer).id
            calls[name] = found.id
            transcript = current_transcript(session, found.id)
            assert transcript is not None
            if name == CALL:
                times = [(turn.start_s or 0.0, turn.end_s or 0.0) for turn in transcript.turns]
                doubt(transcript.turns)
        session.commit()
        return Listener(email, items, calls, times)


def doubt(turns: list[Turn]) -> None:
    for place in UNSURE:
        turns[place].confidence = 0.4


@pytest.fixture
def context(chromium: Chromium, demo_desk: DemoDesk, listener: Listener) -> BrowserContext:
    opened = sign_in(chromium.context(demo_desk.address), listener.email)
    opened.add_init_script(EARS)
    return opened


def opened(context: BrowserContext, listener: Listener, name: str = CALL) -> ScoringScreen:
    screen = ScoringScreen.open(context, f"/review/{listener.items[name]}")
    screen.page.wait_for_selector('[data-layer="recording"]', state="attached")
    return screen


def test_selected_turns_repeat_until_the_key_is_pressed_again(
    context: BrowserContext, listener: Listener
) -> None:
    screen = opened(context, listener)
    player = PlayerPart(screen.page)
    start, end = listener.turns[4]
    screen.press("Shift+J Shift+J Shift+J Shift+J Shift+J l")
    places = player.places(round(1000 * (end - start)) + 1200)
    assert start - 0.1 <= min(places[5:])
    assert max(places) <= end + 0.2
    assert any(later < earlier - 0.5 for earlier, later in pairwise(places))
    assert player.marks("loop") == ["wave-loop"]
    assert player.is_pressed("loop")
    expect(screen.page.locator("[data-player-loop]")).to_contain_text("Repeating")
    screen.press("l Space")
    assert (player.marks("loop"), player.is_pressed("loop")) == ([], False)


def test_a_stretch_is_dragged_over_the_wave_and_a_click_only_seeks(
    context: BrowserContext, listener: Listener
) -> None:
    page = opened(context, listener).page
    player = PlayerPart(page)
    box = page.locator(".wave-canvas").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, y, steps=4)
    page.mouse.up()
    length = page.evaluate("document.querySelector('[data-player] audio').duration")
    places = player.places(500)
    assert 0.19 * length <= min(places)
    assert max(places) <= 0.31 * length
    page.keyboard.press("l")
    page.keyboard.press("Space")
    page.mouse.click(box["x"] + box["width"] * 0.6, y)
    assert player.time == pytest.approx(0.6 * length, abs=0.5)
    assert player.marks("loop") == []


def test_silence_is_skipped_while_that_is_on_and_this_is_remembered(
    context: BrowserContext, listener: Listener
) -> None:
    screen = opened(context, listener)
    player = PlayerPart(screen.page)
    player.seek(35.0)
    screen.press("s Space")
    places = player.places(2500)
    assert max(places) > 49.5
    assert [place for place in places if 36.5 < place < 49.3] == []
    screen.press("Space")
    screen.page.reload()
    screen.is_ready()
    assert player.is_pressed("skip")
    player.seek(40.0)
    screen.press("s Space")
    assert not player.is_pressed("skip")
    assert max(player.places(600)) < 42


def test_one_side_is_heard_alone_in_both_ears(context: BrowserContext, listener: Listener) -> None:
    screen = opened(context, listener)
    player = PlayerPart(screen.page)
    player.seek(listener.turns[2][0])  # the agent speaks
    screen.press("Shift+M Space")
    left, right = player.loudest(1200)
    assert left > 0.05
    assert right == pytest.approx(left, rel=0.2)
    screen.press("Space Shift+M m")
    player.seek(listener.turns[2][0])
    screen.press("Space")
    screen.page.wait_for_timeout(150)  # what was on its way is heard out
    assert max(player.loudest(900)) < 0.01
    assert screen.page.locator('[data-mute="agent"]').get_attribute("aria-pressed") == "true"
    # It is read without unfolding the sliders: one side that is silent looks like a fault.
    expect(screen.page.locator('[data-muted-side="agent"]')).to_be_visible()
    screen.press("m Space")
    expect(screen.page.locator('[data-muted-side="agent"]')).to_be_hidden()
    player.seek(listener.turns[2][0])
    screen.press("Space")
    left, right = player.loudest(1200)
    assert left > 0.05
    assert right < 0.01


def test_the_speed_goes_up_and_down_without_a_key_on_a_telephone_too(
    context: BrowserContext, listener: Listener
) -> None:
    screen = opened(context, listener)
    screen.page.set_viewport_size({"width": 360, "height": 740})
    player, rate = PlayerPart(screen.page), screen.page.locator("[data-player-rate]")
    player.button("slower").click()
    expect(rate).to_have_text("0.75×")
    player.button("faster").click()
    player.button("faster").click()
    expect(rate).to_have_text("1.25×")


def test_what_is_marked_stands_on_the_wave_and_as_text_that_seeks(
    context: BrowserContext, listener: Listener
) -> None:
    screen = opened(context, listener)
    player = PlayerPart(screen.page)
    found = context.request.get(f"/review/{listener.items[CALL]}/words").json()
    said = sum(one["second"] is not None for one in found["marks"])
    assert player.marks("recording") == ["wave-silence"]
    screen.page.get_by_text("Marks: 1").click()
    mark = screen.page.locator(".marks-in a")
    expect(mark).to_have_text("0:35 – 0:49 Silence")
    mark.click()
    assert 35.5 < player.time < 37
    screen.page.keyboard.press("Escape")
    expect(mark).to_be_hidden()
    screen.press("Space /")
    screen.page.keyboard.type("lamp")
    hits = screen.page.locator(".tn", has_text="lamp").count()
    assert hits > 0
    # The first letters alone may have been looked for meanwhile, and stand in other turns too.
    expect(screen.page.locator(".wave-found")).to_have_count(hits)
    screen.page.wait_for_selector("#said:not([hidden])")
    assert len(player.marks("word")) == said > 0
    other = PlayerPart(opened(context, listener, OVERLAPPING).page)
    assert other.marks("recording") == ["wave-overlap", "wave-overlap"]


def test_nothing_tells_why_the_call_was_chosen_before_it_is_submitted(
    context: BrowserContext, listener: Listener
) -> None:
    page = opened(context, listener).page
    text = page.locator("script[data-recording]").text_content() or ""
    kinds = page.evaluate("(text) => Object.keys(JSON.parse(text)).sort()", text)
    assert kinds == ["channels", "duration", "held", "marks", "muted", "peaks", "quiet"]


def test_uncertain_turns_are_counted_and_gone_to_on_both_pages(
    context: BrowserContext, listener: Listener
) -> None:
    screen = opened(context, listener)
    bar = screen.page.locator(".unsure-bar")
    expect(bar).to_contain_text(f"2 of {len(listener.turns)} turns are uncertain")
    for place in (*UNSURE, UNSURE[0]):
        screen.press("n")
        turn = screen.page.locator(f'.tn.unsure.sel[data-position="{place}"]')
        expect(turn).to_be_in_viewport()
    page = context.new_page()
    page.goto(f"/interactions/{listener.calls[CALL]}")
    page.click("[data-next-uncertain]")
    expect(page.locator(f"#turn-{UNSURE[0]}.unsure.sel")).to_be_in_viewport()
    sure = context.new_page()
    sure.goto(f"/interactions/{listener.calls[OVERLAPPING]}")
    assert sure.locator(".unsure-bar").count() == 0


@pytest.mark.parametrize("where", ["review", "interactions"])
def test_the_turn_being_spoken_is_kept_in_view_until_one_scrolls_away(
    context: BrowserContext, listener: Listener, where: str
) -> None:
    ids = listener.items if where == "review" else listener.calls
    page = context.new_page()
    page.set_viewport_size({"width": 1300, "height": 480})
    page.goto(f"/{where}/{ids[CALL]}")
    page.wait_for_selector('[data-layer="recording"]', state="attached")
    player = PlayerPart(page)
    page.keyboard.press("Space")
    last = len(listener.turns) - 1
    player.seek(listener.turns[last][0] + 0.1)
    spoken = page.locator(".tn.now")
    expect(spoken).to_have_attribute("data-start", str(listener.turns[last][0]))
    expect(spoken).to_be_in_viewport()
    page.locator(".tn").last.hover()
    page.wait_for_timeout(300)
    page.mouse.wheel(0, -4000)
    expect(spoken).not_to_be_in_viewport()
    player.seek(listener.turns[last - 1][0] + 0.1)
    expect(spoken).to_have_attribute("data-start", str(listener.turns[last - 1][0]))
    page.wait_for_timeout(300)
    expect(spoken).not_to_be_in_viewport()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_with_everything_unfolded(
    chromium: Chromium, demo_desk: DemoDesk, listener: Listener, width: int, dark: bool
) -> None:
    context = sign_in(chromium.context(demo_desk.address, width=width, dark=dark), listener.email)
    found = {}
    for path in (f"/review/{listener.items[CALL]}", f"/interactions/{listener.calls[CALL]}"):
        page = context.new_page()
        page.goto(path)
        page.wait_for_selector('[data-layer="recording"]', state="attached")
        page.keyboard.press("n")
        page.keyboard.press("l")
        page.evaluate("document.querySelector('[data-volumes]').open = true")
        volumes = faults_of(page)
        page.evaluate("""() => { document.querySelector('[data-volumes]').open = false;
                                 document.querySelector('.marks-d').open = true; }""")
        found[path] = volumes + faults_of(page)
    assert found == {path: [] for path in found}
