"""On real rated dialogues the ranking finds what it found when this was written, or more."""

import os
import runpy
from pathlib import Path

import pytest

from scorecards.flagging.estimator import fit
from scorecards.flagging.metrics import calibration, measure
from scorecards.flagging.reading import read

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "flagging.py"
DATA = os.environ.get("QA_DATA_DIR")


@pytest.mark.skipif(
    not DATA or not (Path(DATA) / "satisfaction").is_dir(),
    reason="QA_DATA_DIR names no folder of rated dialogues",
)
def test_half_of_the_dialogues_rank_the_other_half() -> None:
    dialogues = runpy.run_path(str(BENCHMARK))["rated"](Path(str(DATA)) / "satisfaction")
    assert len(dialogues) == 3500
    readings = [read(c) for c, _ in dialogues]
    low = [label.low for _, label in dialogues]
    assert sum(low) == 191
    model = fit(readings[::2], low[::2], 7)
    chances = model.probabilities(readings[1::2]).tolist()
    figures = measure(low[1::2], chances, replicates=200)
    assert figures.auc.value > 0.68
    assert figures.auc.low > 0.6
    assert figures.top(0.10).lift.value > 2.3
    assert figures.top(0.20).recall.value > 0.4
    assert sum(b.meets for b in calibration(low[1::2], chances, bins=5)) >= 4
