"""Which scorecard applies: the order of team, topic, channel and direction, and the reason told."""

import pytest

from scorecards.design.applies import Subject, applicable
from tests.scorecards.design.cards import document, question, section


def made_for(title, channel=None, **lists):
    return document(
        section("s", question("a")), title=title, channel=channel, applies_to=lists or None
    )


ANY = made_for("Any")
PHONE = made_for("Phone", "phone")
OUTBOUND = made_for("Outbound", directions=["outbound"])
COMPLAINT = made_for("Complaint", topics=["complaint"])
BILLING = made_for("Billing team", teams=["Billing"])
BILLING_PHONE = made_for("Billing by phone", "phone", teams=["Billing"])
ALL = [ANY, PHONE, OUTBOUND, COMPLAINT, BILLING, BILLING_PHONE]


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (Subject("chat"), "Any"),
        (Subject("phone"), "Phone"),
        (Subject("chat", direction="outbound"), "Outbound"),
        (Subject("phone", direction="outbound"), "Phone"),
        (Subject("phone", topic="complaint"), "Complaint"),
        (Subject("phone", team="Sales", topic="Complaint "), "Complaint"),
        (Subject("chat", team="billing", topic="complaint"), "Billing team"),
        (Subject("phone", team="Billing", topic="complaint"), "Billing by phone"),
    ],
)
def test_team_goes_before_topic_before_channel_before_direction(subject, title):
    assert applicable(ALL, subject).chosen.title == title


def test_the_reason_is_told_in_words():
    choice = applicable([ANY, PHONE, COMPLAINT], Subject("phone", topic="shipping"))
    assert choice.reason == (
        "“Phone” applies: it is for the channel “phone”. It comes before “Any”, since it is more "
        "specific (team, then topic, then channel, then direction)."
    )
    assert [(item.document.title, item.applies, item.reason) for item in choice.verdicts] == [
        ("Any", True, "applies to every interaction."),
        ("Phone", True, "applies: it is for the channel “phone”."),
        (
            "Complaint",
            False,
            "does not apply: it is for the topic “complaint”, and it has the topic “shipping”.",
        ),
    ]


def test_what_is_not_known_does_not_fit():
    choice = applicable([BILLING], Subject("phone"))
    assert choice.chosen is None
    assert choice.reason == "No published scorecard applies to this phone interaction."
    assert choice.verdicts[0].reason == (
        "does not apply: it is for the team “Billing”, and its team is not known."
    )
    assert applicable([], Subject("phone")).reason == (
        "No scorecard is published yet: publish one."
    )


def test_a_tie_is_told():
    choice = applicable([made_for("Zeta", "phone"), PHONE], Subject("phone"))
    assert (choice.chosen, choice.tied) == (PHONE, ("Zeta",))
    assert choice.reason == (
        "“Phone” applies: it is for the channel “phone”. “Zeta” would do as well; the first by "
        "title is taken."
    )
