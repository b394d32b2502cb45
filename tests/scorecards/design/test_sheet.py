"""The scorecard as the scoring page gets it."""

from scorecards.design.sheet import flat, sheet_of
from tests.scorecards.design.cards import document, question, section


def test_what_the_page_decides_by_itself() -> None:
    scale = {"type": "scale", "scale": {"min": 1, "max": 5}}
    card = document(
        section(
            "s",
            question("a", comment_required_for=["no", "N/A"]),
            question("b", **scale, condition={"question": "a", "in": ["no"]}),
            question("c", condition={"question": "b", "from": 2, "to": 4.5}),
            question("d", condition={"fact": "hold_s", "from": 60}),
        )
    )
    rules = {key: view.rules for key, view in flat(sheet_of(card)).items()}
    assert rules == {
        "a": {"comment": ["no", "N/A"], "causes": []},
        "b": {"comment": [], "causes": [], "condition": {"question": "a", "in": ["no"]}},
        "c": {
            "comment": [], "causes": [],
            "condition": {"question": "b", "in": [], "from": 2, "to": 4.5},
        },
        "d": {"comment": [], "causes": []},
    }  # fmt: skip
