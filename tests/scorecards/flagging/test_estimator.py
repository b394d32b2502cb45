"""Training: refuses too few labels, learns what is there, repeats itself exactly."""

import numpy as np
import pytest

from scorecards.flagging.estimator import fit, train
from scorecards.flagging.example import Conversation, Label, TooFewLabels
from scorecards.flagging.reading import read
from tests.scorecards.flagging.made import GOOD, POOR, centre, said


def test_too_few_labels() -> None:
    chats, labels = centre(49)
    with pytest.raises(TooFewLabels) as refused:
        train(chats, labels, 1)
    lows = sum(x.low for x in labels)
    assert (refused.value.n, refused.value.lows, refused.value.needed) == (49, lows, 50)
    assert refused.value.message.startswith(
        f"There are 49 reviewed interactions, {lows} of them low"
    )


def test_one_kind_only_is_too_few() -> None:
    chats, _ = centre(80)
    with pytest.raises(TooFewLabels):
        train(chats, [Label(False)] * 80, 1)


def test_fifty_labels_are_enough() -> None:
    trained = train(*centre(50, low=0.4, noise=0.0), 1)
    good, poor = (read(said(*turns)) for turns in (GOOD, POOR))
    low, high = trained.model.probabilities([good, poor])
    assert high > 0.6 > 0.4 > low


def test_every_tested_chance_is_of_a_model_that_did_not_see_it() -> None:
    chats, labels = centre(150)
    trained = train(chats, labels, 3)
    assert sorted(int(t.reading.conversation.id) for t in trained.tested) == list(range(150))
    for t in trained.tested[::25]:
        train_at, _ = trained.split.folds[t.model]
        seen = [trained.readings[i] for i in train_at]
        alone = fit(seen, [labels[i].low for i in train_at], 3)
        assert alone.probabilities([t.reading]).tolist() == [t.probability]


def test_random_draws_weigh_one_over_their_probability() -> None:
    chats, labels = centre(300, pi=0.25)
    assert {t.weight for t in train(chats, labels, 3).tested} == {4.0}


def test_the_same_seed_gives_the_same_model() -> None:
    chats, labels = centre(80)
    one, other = (train(chats, labels, 5).model for _ in range(2))
    readings = [read(c) for c in chats]
    assert one.probabilities(readings).tolist() == other.probabilities(readings).tolist()


def test_the_agent_and_the_survey_change_nothing() -> None:
    chats, labels = centre(80)
    model = train(chats, labels, 5).model

    def chance(chat: Conversation) -> float:
        return float(model.probabilities([read(chat)])[0])

    plain = said(*POOR)
    other = said(*POOR, agent="someone else", name="99", facts={"csat": 1, "agent_age": 60})
    assert chance(plain) == chance(other)


def test_contributions_add_up_to_each_fold_average() -> None:
    """The averaged coefficients are the average of the calibrated folds' log-odds."""
    chats, labels = centre(120)
    model = train(chats, labels, 2).model
    readings = [read(c) for c in chats[:20]]
    values = model.values(readings)
    folds = model.pipeline.named_steps["model"].calibrated_classifiers_
    each = []
    for f in folds:
        p = f.predict_proba(values)[:, 1]
        a, b = f.calibrators[0].a_, f.calibrators[0].b_
        each.append(np.log(p / (1 - p)) + b + a * f.estimator.intercept_[0])
    assert np.mean(each, axis=0) == pytest.approx(values @ model.coefficients())


def test_scoring_in_a_stream() -> None:
    chats, labels = centre(60)
    model = train(chats, labels, 2).model
    scored = list(model.score(iter(chats)))
    assert [r.conversation.id for r, _ in scored] == [c.id for c in chats]
    assert [p for _, p in scored] == model.probabilities([read(c) for c in chats]).tolist()
    assert list(model.score([])) == []


def test_chances_hold_for_random_draws_though_risky_ones_were_added() -> None:
    """Calibrated on all labels, the mean chance of the random draws is 0.42 instead of 0.36."""
    random_chats, drawn = centre(300, seed=2, low=0.2, noise=0.3, pi=0.5)
    poor, found = centre(300, seed=3, low=1.0, noise=0.1)
    targeted = [Label(x.low, "targeted") for x in found]
    readings = [read(c) for c in (*random_chats, *poor)]
    labels = [*drawn, *targeted]
    low = [x.low for x in labels]
    model = fit(readings, low, 1, [x.in_random_arm for x in labels])
    base = sum(x.low for x in drawn) / 300
    assert sum(low) / 600 > 0.6
    assert model.probabilities(readings[:300]).mean() == pytest.approx(base, abs=0.02)
