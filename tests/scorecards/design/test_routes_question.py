"""The form of a question over HTTP, with scripts (HX-Request) and without."""

import re

import pytest

from scorecards.design.drafting import edit
from scorecards.design.editing import change_question
from tests.factories.scorecards import AT
from tests.scorecards.design.posting import SCRIPT, form_of, post, questions


@pytest.mark.parametrize("at", ["card", "section:opening", "question:identity", "question:solved"])
def test_a_form_that_is_posted_as_it_stands_changes_nothing(manager, draft, at):
    what = at.split(":")[0]
    before = draft.document
    answer = post(manager, draft, what, form_of(manager, draft, at))
    assert answer.status_code == 302
    assert (draft.document, draft.revision) == (before, 0)


def test_a_question_is_saved_without_scripts(manager, draft):
    sent = form_of(manager, draft, "question:solved") | {
        "text": "Was it solved <b>today</b>?", "answers-1-score": "40", "answers-2-fatal": "y",
        "critical": "section",
    }  # fmt: skip
    answer = post(manager, draft, "question", sent)
    assert answer.location == f"/scorecards/drafts/{draft.id}?at=question:solved#editor"
    saved = questions(draft)["solved"]
    assert saved["text"] == "Was it solved <b>today</b>?"
    assert [option["score"] for option in saved["options"]] == [1, 0.4, 0]
    assert (saved["critical"], saved["fatal_values"]) == ("section", ["open"])
    assert "&lt;b&gt;today" in manager.get(answer.location).text


def test_a_script_gets_only_what_changed(manager, draft):
    sent = form_of(manager, draft, "question:solved") | {"weight": "60"}
    answer = post(manager, draft, "question", sent, headers=SCRIPT)
    assert answer.headers["HX-Reswap"] == "none"
    assert 'id="outline"' in answer.text
    assert 'id="preview"' in answer.text
    assert 'id="editor"' not in answer.text
    assert re.search(r'data-revision="(\d+)"', answer.text).group(1) == "1"
    assert "60.0" in answer.text.replace("\u00a0", " ")


def test_another_type_draws_the_form_anew(manager, draft):
    sent = form_of(manager, draft, "question:greeting") | {"type": "scale"}
    answer = post(manager, draft, "question", sent, headers=SCRIPT)
    assert "HX-Reswap" not in answer.headers
    assert 'name="scale_max" value="5"' in answer.text
    assert questions(draft)["greeting"]["scale"] == {"min": 1, "max": 5}


def test_what_is_no_number_is_told_at_its_field_and_nothing_is_saved(manager, draft):
    sent = form_of(manager, draft, "question:solved") | {"weight": "a lot", "text": "Other?"}
    answer = post(manager, draft, "question", sent, headers=SCRIPT)
    assert answer.status_code == 422
    place = re.search(r'id="at-weight"[^>]*>(.*?)</span></span>', answer.text, re.S).group(1)
    assert "“a lot” is not a number." in place
    plain = post(manager, draft, "question", sent)
    assert plain.status_code == 422
    assert ">Other?</textarea>" in plain.text
    assert questions(draft)["solved"]["text"] == "Was the request solved?"


def test_an_older_revision_keeps_both_texts(manager, session, draft):
    sent = form_of(manager, draft, "question:solved") | {"text": "Mine?", "revision": "0"}
    edit(
        session, draft, lambda it: change_question(it, "solved", {"text": "Theirs?"}),
        revision=0, subject="", label="theirs", by=None, at=AT,
    )  # fmt: skip
    session.commit()
    answer = manager.post(f"/scorecards/drafts/{draft.id}/question", data=sent, headers=SCRIPT)
    assert answer.status_code == 409
    assert ">Mine?</textarea>" in answer.text
    assert "Save mine over it" in answer.text
    assert 'data-revision="1"' in answer.text
    assert "data-autosave" not in answer.text
    assert questions(draft)["solved"]["text"] == "Theirs?"
    assert post(manager, draft, "question", sent | {"revision": "1"}).status_code == 302
    assert questions(draft)["solved"]["text"] == "Mine?"
