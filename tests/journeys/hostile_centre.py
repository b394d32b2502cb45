"""A centre whose every word is hostile: made through the pages, files and verbs that people use."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Job
from qa_app.core.permissions import Role
from qa_app.core.text import clean
from qa_app.people.models import User
from scorecards.flagging.notice import record_notice
from scorecards.reviews.history import import_history
from scorecards.reviews.models import Assignment, Evaluation
from tests.factories.people import make_team, make_user
from transcription.intake.teams import import_teams
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Transcript, Turn

SCRIPT = "<script>hostile()</script>"
EVIL = (
    "=1+1\"'>" + SCRIPT + "<img src=x onerror=hostile()></textarea></title>{{7*7}}"
    "\u202eevil\u2066 Z" + "\u0301" * 9 + "\0 end"
)
SHORT = EVIL[:120]
PLAIN = EVIL.replace("\0", "").replace("\u202e", "").replace("\u2066", "")
"""What may stand where a format refuses control characters and marks of direction."""
ID = PLAIN[:70]

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]


@dataclass(frozen=True)
class Centre:
    """The people of the centre, by their part."""

    manager: User
    admin: User
    reviewer: User
    lead: User
    agent: User

    @property
    def people(self) -> dict[str, User]:
        """Everybody by part."""
        return dict(vars(self))


def card() -> dict[str, Any]:
    """A scorecard with hostile words wherever words can stand."""
    option = {"label": SHORT, "score": 1}
    causes = [{"key": "c1", "label": SHORT, "children": [{"key": "c2", "label": SHORT}]}]
    questions = [
        {"key": "q1", "text": EVIL, "guidance": EVIL, "type": "yes_no", "weight": 10,
         "root_causes": causes, "root_causes_for": ["no"]},
        {"key": "q2", "text": EVIL, "guidance": EVIL, "type": "choice", "weight": 10,
         "options": [{"value": ID, **option}, {"value": "b", "label": EVIL, "score": 0}]},
        {"key": "q3", "text": EVIL, "type": "text", "weight": 0, "required": False},
        {"key": "q4", "text": EVIL, "type": "scale", "weight": 5, "scale": {
            "min": 1, "max": 5, "labels": [{"value": 1, "label": SHORT}]}},
    ]  # fmt: skip
    section = {"key": "s1", "title": SHORT, "questions": questions}
    return {
        "format": 1, "title": SHORT, "channel": "chat", "pass_percent": 80,
        "bands": [{"from": 0, "label": SHORT}], "sections": [section],
    }  # fmt: skip


def chat(number: int, agent: str) -> dict[str, Any]:
    """A chat with hostile words in every key that takes words."""
    return {
        "format": 1, "source": ID, "external_id": f"{ID} {number}", "channel": "chat",
        "topic": SHORT, "language": "en", "started_at": f"2026-03-{1 + number % 27:02}T09:00:00Z",
        "agent": {"id": agent, "name": SHORT, "team": SHORT}, "customer": {"id": ID},
        "survey": {"csat": 1, "comment": EVIL},
        "turns": [{"speaker": who, "text": f"{EVIL} {number}"}
                  for who in ("customer", "agent", "bot", "system")],
    }  # fmt: skip


def build(session: Session, sign_in: SignIn, run_jobs: RunJobs) -> Centre:
    """Make the centre, from the import to a decided dispute, a plan and kudos."""
    centre = _people(session)
    _files(session, centre, sign_in(centre.manager))
    run_jobs()
    item = _draw(session, sign_in(centre.manager))
    _review(session, sign_in(centre.reviewer), item)
    run_jobs()
    _feedback(session, centre, sign_in)
    run_jobs()
    _coach(session, centre, sign_in)
    run_jobs()
    return centre


def _people(session: Session) -> Centre:
    manager = make_user(session, Role.QA_MANAGER, name=SHORT)
    make_team(session, SHORT)
    rows = f'team,agent_id,name,email,lead_email,reviewer\n"{_csv(SHORT)}",a-1,"{_csv(SHORT)}",'
    rows += "agent@example.com,lead@example.com,no\n"
    done = import_teams(session, BytesIO(rows.encode()), by=None, at=clock.now(), actor="test")
    assert (done.accepted, done.refusals) == (1, [])
    agent = session.scalars(select(User).where(User.external_id == "a-1")).one()
    lead = session.scalars(select(User).where(User.email == "lead@example.com")).one()
    reviewer = make_user(session, Role.REVIEWER, name=SHORT)
    return Centre(manager, make_user(session, Role.ADMIN, name=SHORT), reviewer, lead, agent)


def _files(session: Session, centre: Centre, client: FlaskClient) -> None:
    """Hand in scorecard, chats with refusals, and past evaluations."""
    upload = {"file": (BytesIO(json.dumps(card()).encode()), f"{SCRIPT}.json")}
    answer = client.post("/scorecards/import", data=upload)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    version = answer.location.rsplit("/", 1)[1]
    revision = {"revision": "1"}
    published = client.post(f"/scorecards/drafts/{version}/publish", data=revision)
    assert published.status_code == 302, published.get_data(as_text=True)
    assert client.post("/scorecards/1/draft").status_code == 302
    lines = [json.dumps(chat(number, "a-1")) for number in range(12)]
    lines += [EVIL, json.dumps({SHORT: 1}), json.dumps(chat(1, "a-1") | {"topic": [EVIL]})]
    rows = "".join(f"{line}\n" for line in lines).encode()
    sent = {"files": [(BytesIO(rows), f"../{SCRIPT}.jsonl")], "source": EVIL[:180]}
    assert client.post("/import", data=sent).status_code == 303
    record_notice(session, given_by=SHORT, given_on=clock.now().date(), text=EVIL,
                  by=centre.manager.id, at=clock.now())  # fmt: skip
    session.commit()


def _draw(session: Session, client: FlaskClient) -> Assignment:
    history = "source,external_id,scorecard,reviewer,submitted_at,overall_percent,comment\n"
    history += f'"{_csv(ID)}","{_csv(ID)} 2","{_csv(_title())}",x@example.com,'
    history += f'2026-03-09T09:00:00Z,50,"{_csv(EVIL)}"\n'
    done = import_history(session, BytesIO(history.encode()), create=True, at=clock.now())
    assert (done.added, [str(each) for each in done.refusals]) == (1, [])
    plan = {"format": 1, "title": SHORT, "who": "all", "what": {}, "every": "weekly",
            "amount": {"per_agent": 3}}  # fmt: skip
    answer = client.post(
        "/sampling/plans/import", data={"file": (BytesIO(json.dumps(plan).encode()), "plan.json")}
    )
    assert answer.status_code == 302
    address = answer.location
    day = {"first": "2026-03-01", "until": "2026-03-31", "seed": "1"}
    assert client.get(address, query_string={"preview": "1", **day}).status_code == 200
    drawn = client.post(f"{address}/draw", data=day)
    assert drawn.status_code == 302, drawn.get_data(as_text=True)
    return session.scalars(select(Assignment).order_by(Assignment.id).limit(1)).one()


def _title() -> str:
    return clean(SHORT, lines=False)


def _review(session: Session, client: FlaskClient, item: Assignment) -> None:
    query = select(Turn).join(Transcript).where(Transcript.interaction_id == item.interaction_id)
    turn = session.scalars(query.order_by(Turn.position)).first()
    assert turn is not None
    draft = {
        "answers": {"q1": "no", "q2": ID, "q3": EVIL, "q4": 1},
        "comments": {"q1": EVIL, "q4": EVIL},
        "causes": {"q1": ["c2"]},
        "evidence": [{"question": "q1", "turn": turn.id, "start": 0, "end": 40}],
        "comment": EVIL,
    }
    sent = {"version_id": _version(client, item), "revision": 0, "seconds": 9, "draft": draft}
    saved = client.post(f"/review/{item.id}/save", json=sent)
    assert saved.status_code == 200, saved.get_data(as_text=True)
    sent["revision"] = saved.get_json()["revision"]
    done = client.post(f"/review/{item.id}/submit", json=sent)
    assert done.status_code == 200, done.get_data(as_text=True)
    evaluation = session.scalars(
        select(Evaluation).where(Evaluation.assignment_id == item.id)
    ).one()
    # The ten seconds in which it can be taken back are over.
    evaluation.pending_until = clock.now()
    session.execute(update(Job).values(run_after=clock.now()))
    session.commit()


def _version(client: FlaskClient, item: Assignment) -> int:
    page = client.get(f"/review/{item.id}").get_data(as_text=True)
    data = page.split('id="scoring-data"', 1)[1].split(">", 1)[1].split("</script>", 1)[0]
    return int(json.loads(data)["version"])


def _feedback(session: Session, centre: Centre, sign_in: SignIn) -> None:
    evaluation = session.scalars(
        select(Evaluation).where(Evaluation.assignment_id.is_not(None))
    ).one()
    here = f"/feedback/{evaluation.id}"
    agent = sign_in(centre.agent)
    assert agent.post(f"{here}/acknowledge", data={"note": EVIL}).status_code == 302
    assert agent.post(f"{here}/ask", data={"text": EVIL}).status_code == 302
    objection = {"q": ["q1"], "k-q1": "other", "c-q1": EVIL, "p-q1": "yes"}
    assert agent.post(f"{here}/dispute", data=objection).status_code == 302
    lead = sign_in(centre.lead)
    assert lead.post(f"/evaluations/{evaluation.id}/answer", data={"text": EVIL}).status_code == 302
    ruling = {"v-q1": "accept", "n-q1": EVIL, "a-q1": "yes", "note": EVIL}
    decided = lead.post("/disputes/1", data=ruling)
    assert decided.status_code == 302, decided.get_data(as_text=True)


def _coach(session: Session, centre: Centre, sign_in: SignIn) -> None:
    lead = sign_in(centre.lead)
    made = lead.post(f"/coaching/new/{centre.agent.id}", data={"goal": EVIL})
    assert made.status_code == 302, made.get_data(as_text=True)
    plan = made.location
    assert lead.post(f"{plan}/open").status_code == 302
    action = {"text": SHORT, "owner_id": str(centre.agent.id), "resource_url": "https://e.example"}
    assert lead.post(f"{plan}/actions", data=action).status_code in {302, 303}
    meeting = {"held_at": "2026-04-01T09:00", "agenda": EVIL}
    assert lead.post(f"{plan}/sessions", data=meeting).status_code in {302, 303}
    thanked = session.scalars(select(Interaction.id).limit(1)).one()
    kudos = {"text": EVIL[:590], "interaction_id": str(thanked), "turn_id": ""}
    given = lead.post(f"/recognition/give/{centre.agent.id}", data=kudos)
    assert given.status_code == 302, given.get_data(as_text=True)
    assert lead.post(f"{plan}/sign", data={"comment": EVIL}).status_code == 302


def _csv(text: str) -> str:
    return text.replace('"', '""')
