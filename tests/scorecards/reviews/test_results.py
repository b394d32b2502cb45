"""What conditions may ask of an interaction, and what a stored result tells of each part."""

from sqlalchemy.orm import Session

from scorecards.design.facts import KNOWN_FACTS
from scorecards.design.scoring import score
from scorecards.reviews.results import facts_of, result_data
from tests.factories.feedback import make_desk, make_talk
from tests.scorecards.design.cards import document, question, section, tenths


def test_facts_are_those_that_conditions_may_ask_for(session: Session) -> None:
    desk = make_desk(session)
    interaction = make_talk(session, desk.agent)
    interaction.facts = {"hold_s": 40, "escalated": True}
    interaction.language, interaction.duration_s = "en", 300.5
    facts = facts_of(interaction)
    assert facts == {
        "hold_s": 40,
        "escalated": True,
        "channel": "chat",
        "direction": "inbound",
        "topic": "Billing",
        "language": "en",
        "source": "desk",
        "team": desk.team.name,
        "duration_s": 300.5,
    }
    assert set(facts) <= set(KNOWN_FACTS)


def test_a_result_tells_verdicts_only_where_the_card_gives_them() -> None:
    bands = [{"from": 0, "label": "Weak"}, {"from": 50, "label": "Good"}]
    card = document(
        section("s", tenths("a", pass_percent=60, bands=bands), question("b"), pass_percent=50)
    )
    data = result_data(score(card, {"a": "5", "b": "yes"}))
    assert data["sections"]["s"] == {"percent": 75, "failed": False, "passed": True}
    assert data["questions"]["b"] == {
        "state": "answered", "fraction": 1, "points": 50, "weight_share": 0.5,
        "critical_hit": None,
    }  # fmt: skip
    told = {name: data["questions"]["a"][name] for name in ("passed", "band")}
    assert told == {"passed": False, "band": "Good"}
