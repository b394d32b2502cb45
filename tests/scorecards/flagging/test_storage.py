"""A model file is read back exactly, or not at all."""

import hashlib
import pickle
import zipfile

import pytest
import skops.io

from scorecards.flagging.estimator import Model, train
from scorecards.flagging.reading import read
from scorecards.flagging.storage import ModelRefused, pack, unpack
from tests.scorecards.flagging.made import centre


@pytest.fixture(scope="module")
def model() -> Model:
    return train(*centre(80), 1).model


def test_there_and_back(model: Model) -> None:
    packed = pack(model)
    back = unpack(packed.data, packed.sha256)
    readings = [read(c) for c in centre(20, seed=9)[0]]
    assert back.probabilities(readings).tolist() == model.probabilities(readings).tolist()
    assert back.names() == model.names()
    assert packed.sha256 == hashlib.sha256(packed.data).hexdigest()


def test_a_changed_byte_is_refused_before_parsing(model: Model) -> None:
    packed = pack(model)
    changed = bytes([packed.data[0] ^ 1]) + packed.data[1:]
    with pytest.raises(ModelRefused, match="checksum differs"):
        unpack(changed, packed.sha256)
    with pytest.raises(ModelRefused, match="checksum differs"):
        unpack(b"", packed.sha256)


class Stranger:
    """A type that no model file may bring."""


def test_an_untrusted_type_is_refused_even_with_its_checksum() -> None:
    data = skops.io.dumps(Stranger())
    with pytest.raises(ModelRefused, match="not trusted"):
        unpack(data, hashlib.sha256(data).hexdigest())


def test_something_else_than_a_pipeline_is_refused() -> None:
    data = skops.io.dumps([1, 2])
    with pytest.raises(ModelRefused, match="other than a model"):
        unpack(data, hashlib.sha256(data).hexdigest())


def test_a_pickle_is_never_opened() -> None:
    data = pickle.dumps(Stranger())
    with pytest.raises(zipfile.BadZipFile):
        unpack(data, hashlib.sha256(data).hexdigest())


def test_another_scikit_learn_asks_for_training(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = pack(model)
    monkeypatch.setattr("sklearn.base.__version__", "99.0")
    with pytest.raises(ModelRefused, match="Train again"):
        unpack(packed.data, packed.sha256)
