"""Every component in every state on one page, for people who build pages and for tests."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, send_file
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, NumberRange, Optional

from qa_app.web.access import public

bp = Blueprint("components", __name__)
NOON = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


class SampleForm(Form):
    """One field of each kind."""

    title = StringField(
        "Title", [DataRequired("Give it a title.")], description="As reviewers read it."
    )
    email = StringField("E-mail", [Optional()])
    password = PasswordField("Password", [DataRequired("Enter your password.")])
    notes = TextAreaField("Notes", [Optional()])
    weight = IntegerField("Weight", [NumberRange(0, 100, "A weight lies between 0 and 100.")])
    starts = DateField("Starts on", [Optional()])
    channel = SelectField(
        "Channel", choices=[SelectChoice("phone", "Phone"), SelectChoice("chat", "Chat")]
    )
    kind = RadioField(
        "Type",
        [DataRequired()],
        choices=[SelectChoice("yes", "Yes or no"), SelectChoice("scale", "Scale")],
    )
    roles = SelectMultipleField(
        "Roles", [Optional()], choices=[SelectChoice("a", "Agent"), SelectChoice("b", "Reviewer")]
    )
    upload = FileField("File", [Optional()])
    agreed = BooleanField("The notice to workers is given")


@dataclass(frozen=True)
class Neighbours:
    """A page that has both neighbours, as `pager` reads it."""

    newer: str | None = "n"
    older: str | None = "o"


AGENTS: list[dict[str, Any]] = [
    {
        "name": "Sample A",
        "low": 86.3,
        "value": 90.4,
        "high": 94.5,
        "n": 29,
        "place": (1, 5),
        "against": "above",
    },
    {
        "name": "Sample B",
        "low": 77.9,
        "value": 82.8,
        "high": 87.7,
        "n": 31,
        "place": (1, 8),
        "against": "tied",
    },
    {
        "name": "Sample C",
        "low": 68.6,
        "value": 74.1,
        "high": 79.6,
        "n": 27,
        "place": (5, 8),
        "against": "below",
    },
    {"name": "Sample D", "n": 3, "place": (None, None)},
]
HEAT = [
    ("Q10", "Gave a realistic time", [(55, 21), (66, 20), (73, 18), (None, 3)]),
    ("Q2", "Listened and clarified first", [(82, 21), (91, 20), (97, 18), (80, 4)]),
]
EVENTS: list[dict[str, Any]] = [
    {
        "at": NOON,
        "what": "Released to the agent",
        "who": "by a team lead",
        "icon": "send",
        "tone": "good",
    },
    {
        "at": NOON - timedelta(hours=3),
        "what": "Disputed: question 8",
        "icon": "gavel",
        "tone": "watch",
        "more": "“I did send the link before the call ended.”",
    },
    {"at": NOON - timedelta(days=1), "what": "Submitted", "who": "by a reviewer", "icon": "check"},
]
CAUSES: list[dict[str, Any]] = [
    {
        "key": "skipped",
        "label": "Skipped a step",
        "children": [
            {"key": "hurry", "label": "Customer in a hurry"},
            {"key": "habit", "label": "Habit"},
        ],
    },
    {"key": "rule", "label": "Did not know the rule", "children": []},
    {"key": "other", "label": "Other", "children": []},
]
SCALE = [
    {"value": str(n), "label": word}
    for n, word in enumerate(("Wrong", "Partly", "Fair", "Good", "Full"), start=1)
]
YES_NO: list[dict[str, Any]] = [
    {"value": "yes", "label": "Yes"},
    {"value": "no", "label": "No", "fatal": True},
]
WEEKS = [f"W{n}" for n in range(32, 48)]
SCORES = [
    81.2,
    82.6,
    80.4,
    83.1,
    82.0,
    81.1,
    83.4,
    82.1,
    80.9,
    82.8,
    81.7,
    75.2,
    79.6,
    82.9,
    83.8,
    84.1,
]


def week_chart() -> dict[str, Any]:
    """A sample chart in the form that `chart_frame` takes."""
    return {
        "xAxis": {"type": "category", "data": WEEKS},
        "yAxis": {"min": 70, "max": 90, "interval": 5},
        "series": [
            {
                "type": "line",
                "name": "Team score",
                "data": SCORES,
                "markArea": {"data": [[{"yAxis": 77.7}, {"yAxis": 86.2}]]},
                "markLine": {"data": [{"yAxis": 81.9, "name": "Mean 81.9"}]},
            }
        ],
    }


@bp.get("/components")
@public
def index() -> str:
    """All components; `?empty=1` shows the empty states, `?flash=1` the messages."""
    if request.args.get("flash"):
        for kind in ("message", "success", "warning", "error"):
            flash(f"A message of the kind “{kind}”.", kind)
    filled = SampleForm(title="Phone support", kind="yes", channel="chat", roles=["a"])
    wrong = SampleForm(
        data={"title": "", "weight": 120, "email": "no", "kind": "yes"}, prefix="wrong"
    )
    wrong.validate()
    return render_template(
        "components_page.html",
        form=filled,
        wrong=wrong,
        page=Neighbours(),
        agents=AGENTS,
        heat=HEAT,
        events=EVENTS,
        causes=CAUSES,
        scale=SCALE,
        yes_no=YES_NO,
        chart=week_chart(),
        weeks=list(zip(WEEKS, SCORES, strict=True)),
    )


@bp.get("/components/scoring")
@public
def scoring() -> str:
    """The scoring screen's frame with sample turns; `?layout=chat` or `mail` for the others."""
    return render_template(
        "components_scoring.html",
        layout=request.args.get("layout", "call"),
        scale=SCALE,
        yes_no=YES_NO,
        causes=CAUSES,
        peaks=sample_peaks(),
    )


def sample_peaks(count: int = 240) -> list[list[float]]:
    """Heights of two voices that take turns, agent first."""
    turns = [(step // 24) % 2 for step in range(count)]
    heights = [0.25 + 0.6 * ((step * 37) % 23) / 23 for step in range(count)]
    return [
        [height if turn == voice else 0.02 for turn, height in zip(turns, heights, strict=True)]
        for voice in (0, 1)
    ]


@bp.get("/components/tone.wav")
@public
def tone() -> Response:
    """Twelve seconds of quiet, so that the player has something to play."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(b"\x80" * 8000 * 12)
    sound.seek(0)
    return send_file(sound, "audio/wav")
