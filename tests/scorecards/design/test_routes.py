"""The designer over HTTP, with scripts (HX-Request) and without."""

import io
import json
import re

import pytest
from sqlalchemy import select

from qa_app.core.permissions import Role
from scorecards.design.arranging import refusal_of_weight
from scorecards.design.drafting import open_draft
from scorecards.design.models import Scorecard, Version, VersionState
from tests.factories.people import make_user
from tests.factories.scorecards import AT, card_json, make_draft, make_published
from tests.scorecards.design.posting import SCRIPT, form_of, post, questions


def test_an_empty_list_says_what_to_do(manager):
    assert "Begin with one of the six templates" in manager.get("/scorecards").text


def test_a_scorecard_begins_from_a_template_and_a_title_is_taken_once(manager, session):
    sent = {"title": "Our calls", "start": "phone"}
    answer = manager.post("/scorecards/new", data=sent)
    version = session.scalar(select(Version))
    assert answer.location == f"/scorecards/drafts/{version.id}"
    again = manager.post("/scorecards/new", data=sent)
    assert again.status_code == 422
    assert "Another scorecard is called “Our calls”" in again.text
    assert session.scalars(select(Scorecard.title)).all() == ["Our calls"]


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 422), (b"\xff\xfe", 422), (b'{"format": 1}', 422),
     (json.dumps(card_json("Taken in")).encode(), 302)],
)  # fmt: skip
def test_a_file_is_taken_in_or_refused_in_words(manager, session, content, status):
    file = (io.BytesIO(content), "card.json")
    answer = manager.post("/scorecards/import", data={"file": file})
    assert answer.status_code == status
    titles = session.scalars(select(Scorecard.title)).all()
    assert titles == (["Taken in"] if status == 302 else [])


@pytest.mark.parametrize(
    ("act", "order", "at"),
    [
        ("down:question:greeting", ["identity", "greeting", "solved"], "question:greeting"),
        ("down:question:identity", ["greeting", "identity", "solved"], "question:identity"),
        ("duplicate:question:solved", ["greeting", "identity", "solved", "solved-2"],
         "question:solved-2"),
        ("remove:question:identity", ["greeting", "solved"], "question:solved"),
        ("add:question:opening", ["greeting", "identity", "question", "solved"],
         "question:question"),
        ("add-after:question:greeting", ["greeting", "question", "identity", "solved"],
         "question:question"),
        ("up:section:resolution", ["solved", "greeting", "identity"], "section:resolution"),
        ("remove:section:opening", ["solved"], "card"),
        ("add:section:opening", ["greeting", "identity", "solved"], "section:section"),
        ("", ["greeting", "identity", "solved"], "card"),
    ],
)  # fmt: skip
def test_the_list_is_arranged_and_taken_back(manager, draft, act, order, at):
    before = draft.document
    answer = post(manager, draft, "arrange", {"do": act, "at": "card", "weight:greeting": "11"})
    assert answer.location == f"/scorecards/drafts/{draft.id}?at={at}#editor"
    assert list(questions(draft)) == order
    assert questions(draft).get("greeting", {"weight": 11})["weight"] == 11
    assert post(manager, draft, "undo", {"at": "card"}).status_code == 302
    assert draft.document == before


def test_a_question_is_dropped_into_another_section(manager, draft):
    sent = {"do": "place:question:greeting", "section": "resolution", "to": "1"}
    assert post(manager, draft, "arrange", sent, headers=SCRIPT).status_code == 200
    assert list(questions(draft)) == ["identity", "solved", "greeting"]


@pytest.mark.parametrize(
    ("data", "status"),
    [({"do": "explode:question:greeting"}, 422), ({"do": "up:question:nobody"}, 404),
     ({"weight:greeting": "heavy"}, 422), ({"weight:greeting": "-1"}, 422)],
)  # fmt: skip
def test_forged_acts_and_weights_change_nothing(manager, draft, data, status):
    before = draft.document
    assert post(manager, draft, "arrange", data).status_code == status
    assert (draft.document, draft.revision) == (before, 0)


def test_a_refused_weight_stays_as_typed_is_marked_and_named(manager, draft):
    sent = {"weight:greeting": "12", "weight:solved": "-5", "weight:identity": "abc", "at": "card"}
    page = post(manager, draft, "arrange", sent).text
    fields = {
        name: re.search(rf'<input[^>]* id="w-{name}"[^>]*>', page).group()
        for name in ("greeting", "solved", "identity")
    }
    typed = {name: re.search(r' value="([^"]*)"', tag).group(1) for name, tag in fields.items()}
    assert typed == {"greeting": "12", "solved": "-5", "identity": "abc"}
    marked = {name for name, tag in fields.items() if 'aria-invalid="true"' in tag}
    assert marked == {"solved", "identity"}
    assert "“-5” is below 0. Write 0 or more" in page
    assert "“abc” is no weight. Write a number" in page
    assert '<a class="hit" href="#w-identity">mend the weight of question 2</a>' in page
    assert 'data-state="refused"' in page
    assert "Ready to publish" not in manager.get(f"/scorecards/drafts/{draft.id}/publish").text


@pytest.mark.parametrize(
    ("text", "words"),
    [("", ""), ("0", ""), ("2,5", ""), ("-5", "below 0"), ("abc", "no weight"),
     ("NaN", "no weight"), ("1e400", "no weight")],
)  # fmt: skip
def test_what_is_a_weight(app, text, words):
    with app.test_request_context():
        found = refusal_of_weight(text)
    assert (words in found, bool(found)) == (True, bool(words))


def test_errors_block_publishing_and_link_to_their_place(manager, draft):
    post(manager, draft, "arrange", {"do": "add:question:opening"})
    answer = manager.post(f"/scorecards/drafts/{draft.id}/publish")
    assert answer.status_code == 422
    assert "The question has no text" in answer.text
    assert f"/scorecards/drafts/{draft.id}?at=question:question#editor" in answer.text
    assert draft.state is VersionState.DRAFT


def test_a_draft_is_published_and_then_read_only(manager, draft):
    answer = manager.post(f"/scorecards/drafts/{draft.id}/publish")
    assert answer.location == f"/scorecards/versions/{draft.id}"
    assert "is published; new evaluations use it" in manager.get(answer.location).text
    assert manager.get(f"/scorecards/drafts/{draft.id}").status_code == 404
    assert post(manager, draft, "question", {"was": "greeting"}).status_code == 404


def test_tried_answers_are_scored_and_not_stored(manager, session):
    version = make_published(session, "Card")
    session.commit()
    page = manager.get(
        f"/scorecards/versions/{version.id}?a.greeting=yes&a.identity=N/A&a.solved=partly"
    ).text.replace("\u00a0", " ")
    # (10 + 20 · 0.5) / 30
    assert "66.7 %" in page
    assert "Below the pass mark" in page
    failed = manager.get(f"/scorecards/versions/{version.id}?a.identity=no&a.greeting=yes").text
    assert "Failed by a critical question" in failed
    assert '<span class="st-poor must">required for this answer</span>' in failed


def test_versions_are_compared_exported_copied_and_retired(manager, session):
    first = make_published(session, "Card")
    draft = open_draft(session, first.scorecard, at=AT)
    session.commit()
    sent = form_of(manager, draft, "question:solved") | {"weight": "60"}
    post(manager, draft, "question", sent)
    compared = manager.get(f"/scorecards/versions/{draft.id}/compare?with={first.id}").text
    assert "moves scores" in compared
    exported = manager.get(f"/scorecards/versions/{draft.id}/export.json")
    assert json.loads(exported.text)["sections"][1]["questions"][0]["weight"] == 60
    assert 'filename="Card-2.json"' in exported.headers["Content-Disposition"]
    copied = manager.post(f"/scorecards/versions/{first.id}/copy", data={"title": "Other"})
    assert copied.status_code == 302
    manager.post(f"/scorecards/{first.scorecard_id}/retire")
    assert first.state is VersionState.RETIRED
    manager.post(f"/scorecards/{first.scorecard_id}/reinstate")
    assert first.state is VersionState.PUBLISHED


def test_which_scorecard_an_interaction_gets(manager, session):
    make_published(session, "Chats")
    make_published(session, "Calls", channel="phone")
    session.commit()
    page = manager.get("/scorecards/which?channel=phone").text
    assert "“Calls” applies: it is for the channel “phone”." in page


def test_a_draft_is_thrown_away_only_with_the_word(manager, session, draft):
    manager.post(f"/scorecards/drafts/{draft.id}/discard", data={"confirm": "yes"})
    assert session.get(Version, draft.id) is not None
    manager.post(f"/scorecards/drafts/{draft.id}/discard", data={"confirm": "discard"})
    assert session.scalars(select(Scorecard.id)).all() == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TEAM_LEAD])
def test_readers_see_published_versions_and_no_drafts(session, sign_in, role):
    published = make_published(session, "Card")
    draft = open_draft(session, published.scorecard, at=AT)
    make_draft(session, "Secret draft")
    reader = sign_in(make_user(session, role))
    index = reader.get("/scorecards").text
    assert "Card" in index
    assert "Secret draft" not in index
    assert reader.get(f"/scorecards/versions/{published.id}").status_code == 200
    for path in (f"/scorecards/versions/{draft.id}", f"/scorecards/drafts/{draft.id}",
                 "/scorecards/new"):  # fmt: skip
        assert reader.get(path).status_code == 404
    assert reader.post(f"/scorecards/{published.scorecard_id}/retire").status_code == 404


def test_agents_see_nothing(session, sign_in):
    version = make_published(session)
    agent = sign_in(make_user(session, Role.AGENT))
    assert agent.get("/scorecards").status_code == 404
    assert agent.get(f"/scorecards/versions/{version.id}").status_code == 404


def test_a_hundred_questions_stay_quick(manager, session):
    sections = [
        {"key": f"s{n}", "title": f"Section {n}", "questions": [
            {"key": f"q{n}", "text": "Was it so?", "guidance": "Yes if so.", "type": "yes_no"}]}
        for n in range(100)
    ]  # fmt: skip
    draft = make_draft(session, "Hundred", sections=sections)
    session.commit()
    answer = post(manager, draft, "arrange", {"weight:q50": "5"}, headers=SCRIPT)
    assert answer.status_code == 200
    assert len(answer.data) < 300_000
