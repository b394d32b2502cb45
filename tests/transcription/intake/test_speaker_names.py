"""Who is the agent and who the customer, told from the names in a transcript."""

import pytest

from transcription.intake.speaker_names import SpeakersUnclear, roles


@pytest.mark.parametrize(
    ("names", "agents", "expected"),
    [
        (["Agent", "Customer"], [], ["agent", "customer"]),
        (["agent 2", "CALLER_1", "System"], [], ["agent", "customer", "system"]),
        (["Support", "Maria Lopez"], [], ["agent", "customer"]),
        (["Visitor", "Jon"], [], ["customer", "agent"]),
        (["Jon", "Maria", "Lee"], ["jon "], ["agent", "customer", "customer"]),
        (["Jon", "Chatbot", "Maria"], ["Jon"], ["agent", "bot", "customer"]),
        (["Bot", "Customer"], [], ["bot", "customer"]),
        ([], [], []),
    ],
)
def test_parts_by_name(names: list[str], agents: list[str], expected: list[str]) -> None:
    assert roles(names, agents) == dict(zip(names, expected, strict=True))


@pytest.mark.parametrize(
    ("names", "agents", "left"),
    [
        (["Jon", "Maria"], [], ("Jon", "Maria")),
        (["Agent", "Jon", "Maria"], [], ("Jon", "Maria")),
        (["Customer", "Jon", "Lee"], [], ("Jon", "Lee")),
        (["Jon", "Maria"], ["Lee"], ("Jon", "Maria")),
    ],
)
def test_what_cannot_be_told_is_asked(
    names: list[str], agents: list[str], left: tuple[str, ...]
) -> None:
    with pytest.raises(SpeakersUnclear) as raised:
        roles(names, agents)
    assert raised.value.names == left
