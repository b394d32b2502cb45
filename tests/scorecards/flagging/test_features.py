"""Columns hold what they say, follow scikit-learn's conventions, and never tell who it was."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks

from scorecards.flagging.features import (
    Length,
    Numbers,
    OnReadings,
    Setting,
    Typical,
    Words,
    columns,
    grams,
)
from scorecards.flagging.reading import NUMBERS, Reading, read
from tests.scorecards.flagging.made import centre, said


@parametrize_with_checks([Typical()])
def test_typical_obeys_scikit_learn(
    estimator: Typical, check: Callable[[Typical], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without it the check of array API input skips itself.
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")
    check(estimator)


@pytest.mark.parametrize("transformer", [Words(), Numbers(), Length(), Setting()])
def test_the_others_keep_its_conventions(transformer: OnReadings) -> None:
    """scikit-learn's own checks feed arrays only, so what they ask is asked here of readings."""
    given = [read(c) for c in centre(40)[0]]
    before = transformer.get_params()
    fresh = clone(transformer)
    if isinstance(fresh, Words | Length):
        with pytest.raises(NotFittedError):
            fresh.transform(given)
    assert fresh.fit(given) is fresh
    assert fresh.get_params() == before == clone(fresh).get_params()
    first, again = _dense(fresh.transform(given)), _dense(clone(fresh).fit_transform(given))
    assert (first == again).all()
    assert (first[:5] == _dense(fresh.transform(given[:5]))).all()
    assert first.shape == (40, len(fresh.get_feature_names_out()))


def _dense(rows: Any) -> Any:
    found = rows.toarray() if hasattr(rows, "toarray") else rows
    return np.nan_to_num(found, nan=-1.0) if found.dtype == float else found


def readings(*texts: str, agents: int = 3) -> list[Reading]:
    return [
        read(said(("customer", text), ("agent", "reply"), agent=f"a{i % agents}"))
        for i, text in enumerate(texts)
    ]


def test_words_and_pairs_within_a_turn() -> None:
    assert list(grams([("one", "two"), ("three",)])) == ["one", "two", "one two", "three"]


def test_tfidf_of_one_side() -> None:
    fitted = Words("customer").fit(readings("red lamp", "red chair", "red red red"))
    assert list(fitted.get_feature_names_out()) == ["red"]
    assert fitted.transform(readings("red red", "blue")).toarray().tolist() == [[1.0], [0.0]]


def test_a_word_of_one_agent_is_no_feature() -> None:
    """An agent who always gives a name would otherwise be known by it."""
    given = [
        read(said(("agent", f"name{'xyz'[i % 3]} here"), agent=f"a{i % 3}")) for i in range(30)
    ]
    assert list(Words("agent").fit(given).get_feature_names_out()) == ["here"]


def test_a_side_that_never_speaks() -> None:
    fitted = Words("agent").fit([read(said(("customer", "hello")))] * 4)
    assert fitted.transform([read(said(("agent", "hello")))]).toarray().tolist() == [[0.0]]


def test_only_the_last_turns() -> None:
    given = [read(said(("customer", "early"), ("agent", "x"), ("customer", "late")))] * 3
    assert list(Words("customer", last=1).fit(given).get_feature_names_out()) == ["late"]


def test_typical_by_hand() -> None:
    fitted = Typical().fit([[0.0, np.nan], [np.e - 1, np.nan]])
    # Logs 0 and 1: centre 0.5, spread 0.5.
    assert fitted.transform([[np.e**2 - 1, 5.0], [np.nan, 0.0]]).tolist() == [
        pytest.approx([3.0, 1.791759469]),
        [0.0, 0.0],
    ]
    assert fitted.transform([[1e9, 0.0]])[0][0] == 3.0


def test_length_is_judged_within_the_channel() -> None:
    given = [read(said(("agent", "word " * n))) for n in range(1, 51)]
    fitted = Length().fit(given)
    short, usual, long = fitted.transform([given[0], given[25], read(said(("agent", "w " * 500)))])
    assert short[0] > 0
    assert short[1] == 0
    assert usual.tolist() == [0, 0]
    assert long[0] == 0
    assert long[1] > 0
    email = read(said(("agent", "one"), channel="email"))
    assert fitted.usual(email) == fitted.usual_[""]


def test_no_column_tells_who_it_was() -> None:
    chats, _ = centre(60)
    union = columns().fit([read(c) for c in chats])
    names = [str(n) for n in union.get_feature_names_out()]
    assert {n.split("__")[0] for n in names} == {
        "customer", "closing", "agent", "number", "length", "setting",
    }  # fmt: skip
    assert [n.split("__")[1] for n in names if n.startswith("number__")] == list(NUMBERS)
    assert [n for n in names if n.startswith("setting__")] == [
        "setting__channel_chat",
        "setting__topic_billing",
        "setting__topic_delivery",
    ]
