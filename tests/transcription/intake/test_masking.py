"""Everything that people wrote is masked before it is stored."""

from tests.transcription.intake.examples import interaction
from transcription.intake.interchange import read_interaction
from transcription.intake.masking import mask
from transcription.redaction.kinds import Kind


def test_turns_topic_and_comment_are_masked() -> None:
    record = read_interaction(
        interaction(
            topic="refund to 4111 1111 1111 1111",
            survey={"csat": 5, "comment": "mail a@example.com"},
            turns=[
                {"speaker": "customer", "text": "it is 4111 1111"},
                {"speaker": "agent", "agent_id": "agent-07", "text": "yes?"},
                {"speaker": "customer", "text": "1111 1111, and call 415-286-4371"},
            ],
        )
    )
    masked = mask(record)
    assert masked.record.topic == "refund to [card]"
    assert masked.record.survey.comment == "mail [email]"
    assert masked.record.survey.csat == 5
    assert [turn.text for turn in masked.record.turns] == [
        "it is [card]", "yes?", "[card], and call [phone]",
    ]  # fmt: skip
    assert [[(each.kind, each.original) for each in turn.masks] for turn in masked.turns] == [
        [(Kind.CARD, None)], [], [(Kind.CARD, None), (Kind.PHONE, "415-286-4371")],
    ]  # fmt: skip
    assert masked.record.key == record.key


def test_the_head_of_a_letter_and_the_names_of_its_files_are_masked() -> None:
    turn = {
        "speaker": "customer", "text": "See below", "from": "Erika <a@example.com>",
        "to": "desk@example.com", "subject": "Card 4111 1111 1111 1111",
        "attachments": [{"name": "4111 1111 1111 1111.pdf", "size": 5}],
    }  # fmt: skip
    (masked,) = mask(read_interaction(interaction(turns=[turn]))).record.turns
    assert (masked.sender, masked.to, masked.subject) == (
        "Erika <[email]>",
        "[email]",
        "Card [card]",
    )
    assert [(one.name, one.size) for one in masked.attachments] == [("[card].pdf", 5)]


def test_the_customers_name_is_masked_where_it_is_said_and_not_kept() -> None:
    said = [
        {"speaker": "customer", "text": "I am Miller, Jo Miller."},
        {"speaker": "agent", "text": "Hello Jo."},
    ]
    record = read_interaction(interaction(turns=said, customer={"name": "Jo Miller"}))
    assert record.customer_name == "Jo Miller"
    found = mask(record)
    assert [turn.text for turn in found.turns] == ["I am [name], [name].", "Hello Jo."]
    assert found.record.customer_name is None
