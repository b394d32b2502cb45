"""Places in a template of comments, such as {agent}, and what fills them for an interaction."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from qa_app.web.formatting import when
from transcription.interactions.models import Interaction

PLACES = {
    "agent": _("the agent's name"),
    "topic": _("the topic"),
    "date": _("the day of the conversation"),
}


def places_of(interaction: Interaction, zone: str) -> dict[str, str]:
    """What each place says for an interaction; a place without a value is left out."""
    values = {
        "agent": interaction.agent.name,
        "topic": interaction.topic or "",
        "date": when(interaction.started_at, zone, "day"),
    }
    return {name: value for name, value in values.items() if value}
