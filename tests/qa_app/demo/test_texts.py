"""What the demo's people say is written as people write."""

from __future__ import annotations

import pytest

from qa_app.demo.interactions import with_article
from qa_app.demo.texts.reading import phrases, stories


@pytest.mark.parametrize(
    ("noun", "words"), [("kettle", "a kettle"), ("air purifier", "an air purifier")]
)
def test_the_article_follows_the_noun(noun: str, words: str) -> None:
    assert with_article(noun) == words


def test_no_story_puts_an_article_of_its_own_before_the_thing() -> None:
    told = [str(story) for listed in stories().values() for story in listed]
    assert [text for text in told if " a {item}" in text or " an {item}" in text] == []
    assert "air purifier" in phrases()["item"]
