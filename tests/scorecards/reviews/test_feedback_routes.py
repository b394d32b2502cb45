"""The agent's pages over HTTP: only their own, acknowledge, ask, dispute, withdraw, download."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.storage import storage
from qa_app.people.models import User
from scorecards.reviews.models import Dispute, DisputeState, EvaluationState, FeedbackMessage, Pool
from scorecards.reviews.restatement import restate
from tests.factories.feedback import Desk, make_desk, make_evaluation, make_released
from tests.factories.people import make_user
from tests.scorecards.reviews.wrong_places import shown_wrong
from transcription.interactions.models import Recording, RecordingState

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_an_empty_list_says_what_will_come(desk: Desk, sign_in: SignIn) -> None:
    page = sign_in(desk.agent).get("/feedback")
    assert page.status_code == 200
    assert "No feedback yet" in page.text


def test_the_list_holds_released_feedback_only(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    shown = make_released(session, desk, at=at)
    hidden = make_evaluation(session, desk, at=at)
    page = sign_in(desk.agent).get("/feedback").text
    assert shown.interaction.subject is not None
    assert hidden.interaction.subject is not None
    assert (shown.interaction.subject in page, hidden.interaction.subject in page) == (True, False)


def test_the_page_shows_score_evidence_and_how_it_was_chosen(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    page = sign_in(desk.agent).get(f"/feedback/{evaluation.id}").text
    for text in (
        "83.3",
        "Passed, mark 80",
        "Someone should be in touch about the refund.",
        "had a chance of 5.0",
        "No person and no model picked it.",
        "Dispute until",
        "7 working days left of 7.",
    ):
        assert text in page
    assert desk.reviewer.name not in page


@pytest.mark.parametrize(
    ("pool", "words"),
    [
        (Pool.TARGETED, "Chosen by risk"),
        (Pool.MANUAL, "Chosen by a person"),
        (Pool.CALIBRATION, "A second review"),
    ],
)
def test_what_does_not_count_says_so(
    session: Session, desk: Desk, sign_in: SignIn, pool: Pool, words: str
) -> None:
    evaluation = make_released(session, desk, at=clock.now(), pool=pool)
    page = sign_in(desk.agent).get(f"/feedback/{evaluation.id}").text
    assert words in page
    assert "It counts in your score" not in page


def test_failed_feedback_keeps_the_score_without_the_rule_beside_it(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    answers = {"greeting": "yes", "identity": "no", "solved": "solved"}
    evaluation = make_released(session, desk, at=clock.now(), answers=answers)
    page = sign_in(desk.agent).get(f"/feedback/{evaluation.id}").text
    assert "Failed by a critical question" in page
    assert "50.0\N{NO-BREAK SPACE}% without the critical rule" in page


@pytest.mark.parametrize("path", ["", "/dispute", "/versions/1"])
def test_others_find_nothing(session: Session, desk: Desk, sign_in: SignIn, path: str) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    waiting = make_evaluation(session, desk, at=clock.now())
    colleague = make_user(session, next(iter(desk.agent.grants)).role, desk.team)
    for person in (colleague, desk.lead, desk.reviewer, desk.manager):
        assert sign_in(person).get(f"/feedback/{evaluation.id}{path}").status_code == 404
    assert sign_in(desk.agent).get(f"/feedback/{waiting.id}{path}").status_code == 404


def test_acknowledge_in_one_tap(session: Session, desk: Desk, sign_in: SignIn) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    client = sign_in(desk.agent)
    answer = client.post(f"/feedback/{evaluation.id}/acknowledge")
    assert answer.status_code == 302
    session.refresh(evaluation)
    assert evaluation.state is EvaluationState.ACKNOWLEDGED
    assert "Acknowledged" in client.get(f"/feedback/{evaluation.id}").text


def test_ask_and_get_an_answer(session: Session, desk: Desk, sign_in: SignIn) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    path = f"/feedback/{evaluation.id}/ask"
    assert sign_in(desk.agent).post(path, data={"text": " "}).status_code == 422
    assert sign_in(desk.agent).post(path, data={"text": "<b>Why?</b>"}).status_code == 302
    answer = sign_in(desk.lead).post(
        f"/evaluations/{evaluation.id}/answer", data={"text": "Name the day."}
    )
    assert answer.status_code == 302
    said = session.scalars(select(FeedbackMessage.text).order_by(FeedbackMessage.id)).all()
    assert said == ["<b>Why?</b>", "Name the day."]
    page = sign_in(desk.agent).get(f"/feedback/{evaluation.id}").text
    assert "&lt;b&gt;Why?&lt;/b&gt;" in page
    assert "Name the day." in page


def test_dispute_withdraw_and_see_it_stand(session: Session, desk: Desk, sign_in: SignIn) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    client, path = sign_in(desk.agent), f"/feedback/{evaluation.id}"
    assert client.get(f"{path}/dispute").status_code == 200
    sent = {
        "q": "solved", "k-solved": "overlooked", "c-solved": "It was booked.", "p-solved": "solved",
    }  # fmt: skip
    assert client.post(f"{path}/dispute", data=sent).status_code == 302
    assert "Your dispute is being decided" in client.get(path).text
    assert client.post(f"{path}/withdraw").status_code == 302
    session.expire_all()
    dispute = session.scalars(select(Dispute)).one()
    assert dispute.state is DisputeState.WITHDRAWN
    assert dispute.items[0].proposed == {"value": "solved"}


@pytest.mark.parametrize(
    ("sent", "message", "place"),
    [
        ({}, "Choose at least one question", None),
        ({"q": "solved", "c-solved": "So."}, "what kind of objection", "k-solved"),
        ({"q": "solved", "k-solved": "whim"}, "what kind of objection", "k-solved"),
        ({"q": "solved", "k-solved": "other", "c-solved": ""}, "look at again", "c-solved"),
        (
            {"q": "solved", "k-solved": "mistake", "c-solved": "So.", "p-solved": "partly"},
            "the answer it has",
            "p-solved",
        ),
        ({"q": "elsewhere", "c-elsewhere": "So."}, "not part of the evaluation", None),
    ],
)
def test_a_dispute_that_will_not_do_keeps_its_words(
    session: Session,
    desk: Desk,
    sign_in: SignIn,
    sent: dict[str, str],
    message: str,
    place: str | None,
) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    answer = sign_in(desk.agent).post(f"/feedback/{evaluation.id}/dispute", data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert shown_wrong(answer.text) == ([(place, place)] if place else [])
    assert session.scalars(select(Dispute)).all() == []


def test_a_restated_score_is_marked_and_the_old_version_readable(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    evaluation = make_released(session, desk, at=at)
    restate(
        session, evaluation, answers={"solved": "solved"}, reason="Booked in the call.",
        by=desk.lead.id, at=at,
    )  # fmt: skip
    client = sign_in(desk.agent)
    assert "Raised from 83.3" in client.get("/feedback").text
    page = client.get(f"/feedback/{evaluation.id}").text
    assert "Raised from 83.3" in page
    old = client.get(f"/feedback/{evaluation.id}/versions/1").text
    for text in ("Booked in the call.", "83.3", "Partly", "Solved"):
        assert text in old
    assert client.get(f"/feedback/{evaluation.id}/versions/2").status_code == 404


def test_own_data_is_all_of_it_and_nobody_elses(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    mine = make_released(session, desk, at=at)
    colleague = make_user(session, next(iter(desk.agent.grants)).role, desk.team)
    make_released(session, desk, at=at, agent=colleague)
    client = sign_in(desk.agent)
    assert client.get("/my-data").status_code == 200
    held = json.loads(client.get("/my-data/feedback.json").text)
    (one,) = held["evaluations"]
    assert one["interaction"] == f"desk/{mine.interaction.external_id}"
    assert (one["percent"], one["probability"]) == (83.333333, 0.05)
    assert [(q["key"], q["answer"]) for q in one["questions"]] == [
        ("greeting", "Yes"),
        ("identity", "Yes"),
        ("solved", "Partly"),
    ]
    table = client.get("/my-data/feedback.csv").text.lstrip("\ufeff").splitlines()
    assert len(table) == 1 + 3
    assert desk.reviewer.name not in json.dumps(held)


def test_the_agent_hears_what_was_released_to_them(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    shown, hidden = make_released(session, desk, at=at), make_evaluation(session, desk, at=at)
    for evaluation in (shown, hidden):
        interaction = evaluation.interaction
        interaction.recording = Recording(
            storage_key="", playback_key=f"calls/{interaction.id}", muted=[],
            file_name="call.wav", sha256="0" * 64,
            media_type="audio/wav", size_bytes=4, basis="consent", duration_s=9.0,
            state=RecordingState.TRANSCRIBED,
        )  # fmt: skip
        storage(session).put(f"calls/{interaction.id}", b"RIFF")
    settings = session.info["settings"]
    session.info["settings"] = replace(settings, play_recordings=True)
    client = sign_in(desk.agent)
    page = client.get(f"/feedback/{shown.id}").text
    assert f'src="/interactions/{shown.interaction_id}/audio"' in page
    assert client.get(f"/interactions/{shown.interaction_id}/audio").status_code == 200
    assert client.get(f"/interactions/{hidden.interaction_id}/audio").status_code == 404
    session.info["settings"] = replace(settings, play_recordings=False)
    assert "<audio" not in client.get(f"/feedback/{shown.id}").text
    session.info["settings"] = settings


def test_a_note_is_kept_whole_or_comes_back_whole(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    client, path = sign_in(desk.agent), f"/feedback/{evaluation.id}/acknowledge"
    longer = "x" * 20_001
    refused = client.post(path, data={"note": longer})
    assert refused.status_code == 422
    assert (longer in refused.text, "at most 20,000 characters" in refused.text) == (True, True)
    session.refresh(evaluation)
    assert evaluation.state is EvaluationState.RELEASED
    client.post(path, data={"note": longer[1:]})
    session.refresh(evaluation)
    assert evaluation.acknowledge_note == longer[1:]


def test_an_objection_of_the_full_length_is_kept_and_a_longer_one_comes_back(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    evaluation = make_released(session, desk, at=clock.now())
    client, path = sign_in(desk.agent), f"/feedback/{evaluation.id}/dispute"
    longer = "ü" * 20_001
    sent = {"q": "solved", "k-solved": "overlooked", "c-solved": longer}
    refused = client.post(path, data=sent)
    assert (refused.status_code, longer in refused.text) == (422, True)
    client.post(path, data={**sent, "c-solved": longer[1:]})
    items = session.scalars(select(Dispute)).one().items
    assert [item.comment for item in items] == [longer[1:]]
