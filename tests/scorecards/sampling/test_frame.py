"""Which interactions come into a frame, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scorecards.sampling.frame import Candidate, Frame, FrameItem, digest, frame_of, ordered
from tests.scorecards.sampling.plans import plan_of

CALL = Candidate(
    source="pbx",
    external_id="1",
    agent="a1",
    channel="phone",
    started_on=date(2026, 1, 1),
    team="Day",
    topic="billing",
    direction="inbound",
    language="en",
    duration_s=90.0,
)


def test_everything_is_drawn_from_when_the_plan_does_not_narrow() -> None:
    plan = plan_of(strata=["channel", "topic", "direction", "language", "week"])
    bare = Candidate("pbx", "2", "a1", "chat", date(2025, 12, 29))
    assert frame_of([CALL, bare], plan) == Frame(
        (
            FrameItem("pbx", "1", "a1", ("phone", "billing", "inbound", "en", "2026-W01")),
            FrameItem("pbx", "2", "a1", ("chat", "", "", "", "2026-W01")),
        ),
        {},
    )


@pytest.mark.parametrize(
    ("plan", "candidate", "reason"),
    [
        ({"who": {"teams": ["Night"]}}, CALL, "other_agent"),
        ({"what": {"channels": ["chat"]}}, CALL, "other_channel"),
        ({"what": {"topics": ["order"]}}, CALL, "other_topic"),
        ({"what": {"directions": ["outbound"]}}, CALL, "other_direction"),
        (
            {"what": {"directions": ["inbound"]}},
            replace(CALL, direction=None),
            "direction_unknown",
        ),
        ({"what": {"duration_s": {"min": 91}}}, CALL, "too_short"),
        ({"what": {"duration_s": {"max": 89}}}, CALL, "too_long"),
        ({"what": {"duration_s": {"min": 1}}}, replace(CALL, duration_s=None), "duration_unknown"),
        ({}, replace(CALL, withheld="quarantined"), "quarantined"),
        (
            {"what": {"channels": ["chat"]}},
            replace(CALL, withheld="quarantined"),
            "other_channel",
        ),
    ],
)
def test_each_left_out_has_its_reason(
    plan: dict[str, object], candidate: Candidate, reason: str
) -> None:
    assert frame_of([candidate], plan_of(**plan)) == Frame((), {reason: 1})


@pytest.mark.parametrize(
    "plan",
    [
        {"who": {"teams": ["Day"]}},
        {"who": {"teams": ["Night"], "agents": ["a1"]}},
        {"what": {"duration_s": {"min": 90, "max": 90}}},
    ],
)
def test_teams_and_agents_add_up_and_ends_are_included(plan: dict[str, object]) -> None:
    assert frame_of([CALL], plan_of(**plan)) == Frame(
        (FrameItem("pbx", "1", "a1", ("phone",)),), {}
    )


def test_order_is_by_source_then_id() -> None:
    items = [FrameItem("b", "1", "x"), FrameItem("a", "é", "x"), FrameItem("a", "z", "x")]
    assert [item.key for item in ordered(items)] == [("a", "z"), ("a", "é"), ("b", "1")]


def test_the_same_interaction_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="The frame holds a 1 twice"):
        ordered([FrameItem("a", "1", "x"), FrameItem("a", "1", "y")])


def test_digest_is_sha256_of_json_lines() -> None:
    # printf '["a", "1", "x", "chat"]\n' | sha256sum
    assert digest([FrameItem("a", "1", "x", ("chat",))]) == (
        "5d34a174a3aa91c5c43e8cbcf9cfd6770067586f003af080a11f1482c02f16e3"
    )
