"""The scoring screen in a real browser, without a mouse: score, cite, save, submit, take back."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from scorecards.reviews.models import EvaluationState
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium, Watch
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import enter, sign_in
from tests.browser.queues import Queue
from tests.factories.queue import CHAT

ANSWERED = {
    "greeting": "complete",
    "identity": "yes",
    "listening": "full",
    "empathy": 4,
    "ownership": "yes",
    "resolution": "solved",
    "accuracy": "correct",
    "options": "choice",
    "guidance": "stepwise",
    "pace": 1,
    "confirmation": "full",
    "documentation": "yes",
    "payment": "N/A",
}


def score_whole_chat(screen: ScoringScreen) -> None:
    """13 answers; the 14th question is not asked where everything was solved."""
    screen.press("1 j 1 j 1 j 4 j 1 j 1 j 1 j 1 j 1 j 1 Enter 1 j 1 j x")


def test_a_chat_is_scored_cited_and_submitted_by_keyboard_in_at_most_45_presses(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    screen.press("Shift+J Shift+J e")
    score_whole_chat(screen)
    screen.press("Control+Enter")
    screen.page.wait_for_url("**" + queue.path(1))
    expect(screen.page.locator("[data-undo]")).to_contain_text("final")
    assert screen.presses <= 45
    state, draft, quotes = queue.stored()
    assert state is EvaluationState.PENDING
    assert draft.answers == ANSWERED
    assert quotes == [CHAT[1][1]]


def test_the_next_item_is_there_without_a_page_load_and_can_be_scored(
    context: BrowserContext, queue: Queue
) -> None:
    page = context.new_page()
    with page.expect_response("**?ahead=*"):  # the next page is fetched ahead
        page.goto(queue.path(0))
    screen = ScoringScreen(page)
    screen.is_ready()
    page.evaluate("window.same = true")
    score_whole_chat(screen)
    screen.saved()
    screen.press("Control+Enter")
    page.wait_for_url("**" + queue.path(1))
    assert page.evaluate("window.same") is True
    assert "2 of" in page.inner_text(".qpos")
    screen.press("1 j 1")
    screen.saved()
    assert queue.stored(1)[1].answers == {"greeting": "complete", "identity": "yes"}
    # And so is the one after it, which was not fetched with the item just left before it.
    screen.press("k")
    score_whole_chat(screen)
    screen.saved()
    screen.press("Control+Enter")
    page.wait_for_url("**" + queue.path(2))
    assert page.evaluate("window.same") is True


def test_a_submission_is_taken_back_with_u(context: BrowserContext, queue: Queue) -> None:
    screen = queue.open(context)
    score_whole_chat(screen)
    screen.press("Control+Enter")
    screen.page.wait_for_url("**" + queue.path(1))
    screen.press("u")
    screen.page.wait_for_url("**" + queue.path(0))
    assert queue.stored()[0] is EvaluationState.DRAFT
    assert screen.is_chosen("greeting", "complete")


def test_an_answer_is_painted_at_once_and_saved_within_two_seconds(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    screen.press("j 2")
    assert screen.is_chosen("identity", "no")
    assert screen.question("identity").locator(".rc").is_visible()
    assert screen.question("identity").locator(".must").is_visible()
    screen.saved(within_s=2)
    fatal = screen.page.locator("#score-fatal")
    expect(fatal).to_contain_text("Q2 sets the whole evaluation to 0")
    screen.press("u")
    assert not screen.is_chosen("identity", "no")
    assert screen.question("identity").locator(".rc").is_hidden()


def test_what_is_missing_is_shown_and_gone_to(
    context: BrowserContext, queue: Queue, watch: Watch
) -> None:
    watch.allow("status of 422")
    screen = queue.open(context)
    screen.press("1 j 2 Control+Enter")
    screen.page.wait_for_selector('[data-question="listening"].focus')
    expect(screen.page.locator("#need")).to_contain_text("11 still required")
    screen.saved()
    assert queue.stored()[0] is EvaluationState.DRAFT


def test_a_condition_shows_and_hides_its_question(context: BrowserContext, queue: Queue) -> None:
    screen = queue.open(context)
    box = screen.question("expectation")
    expect(box).to_be_hidden()
    screen.press("j j j j j 3")
    expect(box).to_be_visible()
    screen.press("1")
    expect(box).to_be_hidden()


def test_keys_are_off_while_typing_and_escape_gives_them_back(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    screen.press("c")
    screen.page.keyboard.type("1 jx e")
    screen.press("Escape 2")
    screen.saved()
    _, draft, _ = queue.stored()
    assert (draft.comments, draft.answers) == ({"greeting": "1 jx e"}, {"greeting": "partial"})


def test_selected_words_are_cited_by_their_characters(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    screen.page.evaluate("""() => {
      const text = document.querySelectorAll("[data-text]")[2];
      const part = [...text.childNodes].at(-1);
      const range = document.createRange();
      range.setStart(part, part.data.indexOf("in case"));
      range.setEnd(part, part.data.indexOf("in case") + 8);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }""")
    screen.press("e")
    assert screen.page.inner_text(".mk-on") == "in case"
    screen.saved()
    assert queue.stored()[2] == ["in case"]
    assert screen.question("greeting").locator(".cite q").inner_text() == "in case"
    screen.page.reload()
    screen.page.wait_for_selector(".mk-on")
    assert screen.page.inner_text(".mk-on") == "in case"


def test_two_windows_never_overwrite_each_other(
    context: BrowserContext, queue: Queue, watch: Watch
) -> None:
    watch.allow("status of 409")
    first, second = queue.open(context), queue.open(context)
    first.page.bring_to_front()
    first.press("1")
    first.saved()
    second.page.bring_to_front()
    second.press("2")
    dialog = second.page.locator("#conflict")
    expect(dialog).to_be_visible()
    expect(second.page.locator("#saved")).to_contain_text("You changed this in another tab")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("You changed this in another tab")
    assert "Someone else" not in dialog.inner_text()
    assert "Neither" not in dialog.inner_text()
    assert queue.stored()[1].answers == {"greeting": "complete"}
    second.page.click("#keep-mine")
    second.saved()
    assert queue.stored()[1].answers == {"greeting": "partial"}
    second.press("u")  # the one that was not chosen is not lost
    second.saved()
    assert queue.stored()[1].answers == {"greeting": "complete"}


def test_what_was_entered_survives_a_sign_out(
    context: BrowserContext, queue: Queue, watch: Watch
) -> None:
    watch.allow("status of 401")
    screen = queue.open(context)
    screen.press("1 j j")
    screen.saved()
    left_at = screen.page.locator(".q.focus").get_attribute("data-question")
    context.clear_cookies()
    refused: list[Route] = []
    screen.page.route("**/save", lambda route: refused.append(route))
    screen.press("k k 2 j j c")
    screen.page.keyboard.type("Half a sentence")
    screen.page.unroute("**/save")
    for request in refused:
        request.continue_()
    expect(screen.page.locator("#signed-out")).to_be_visible()
    screen.page.click("#sign-in-again")
    enter(screen.page, queue.email)
    screen.page.wait_for_url("**" + queue.path(0))
    screen.saved()
    draft = queue.stored()[1]
    assert (draft.answers, list(draft.comments)) == ({"greeting": "partial"}, [left_at])
    expect(screen.page.locator(".q.focus")).to_have_attribute("data-question", str(left_at))


def test_a_server_that_is_away_loses_nothing(
    context: BrowserContext, queue: Queue, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    screen = queue.open(context)
    context.set_offline(True)
    screen.press("1")
    expect(screen.page.locator("#saved")).to_contain_text("Not saved: retrying")
    context.set_offline(False)
    screen.saved(within_s=10)
    assert queue.stored()[1].answers == {"greeting": "complete"}


def test_find_reaches_turns_that_are_not_on_the_page_yet(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context, 4)
    screen.press("/")
    screen.page.keyboard.type("needle")
    expect(screen.page.locator("#hits")).to_have_text("1 of 1")
    expect(screen.page.locator(".tn.found p")).to_have_text("Line 1700 needle")


def test_a_number_is_typed_digit_by_digit_and_letters_stay_keys(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context, 0)
    minutes = screen.question("pace").locator("input[type=text]")
    screen.press("j j j j j j j j j 1 2")
    expect(minutes).to_have_value("12")
    screen.press("j k 1 5")
    expect(minutes).to_have_value("15")
    screen.press("j 1")
    screen.saved()
    answers = queue.stored()[1].answers
    assert (answers["pace"], answers["confirmation"]) == (15, "full")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 1100, 360])
def test_axe_finds_nothing_while_an_item_is_scored(
    chromium: Chromium, queue: Queue, width: int, dark: bool
) -> None:
    context = sign_in(chromium.context(queue.desk.address, width=width, dark=dark), queue.email)
    found = {}
    for place in range(4):
        screen = queue.open(context, place)
        screen.press("j 2 Shift+J e")
        screen.saved()
        found[place] = faults_of(screen.page)
        screen.page.close()
    for place, path in enumerate(("/queue", "/queue/done"), 4):
        page = context.new_page()
        page.goto(path)
        found[place] = faults_of(page)
    assert found == {place: [] for place in range(6)}
