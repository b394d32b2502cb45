"""Writes a model as bytes and reads back only the very bytes whose checksum is on record."""

import hashlib
import hmac
import warnings
import zipfile
from dataclasses import dataclass

import skops.io
from flask_babel import gettext as _
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.pipeline import Pipeline

from qa_app.core.errors import Refused
from scorecards.flagging.estimator import Model

# Everything beyond skops' own safe list (numpy, scipy and scikit-learn types) that a model file
# of this project holds. Nothing else is ever constructed from a file.
TRUSTED = (
    "scorecards.flagging.features.Length",
    "scorecards.flagging.features.Numbers",
    "scorecards.flagging.features.Setting",
    "scorecards.flagging.features.Typical",
    "scorecards.flagging.features.Words",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
)


class ModelRefused(Refused):
    """The file is not what was saved, or this machine cannot use it; the message says which."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A model file's bytes and the SHA-256 (hex) to keep apart from them."""

    data: bytes
    sha256: str


def pack(model: Model) -> Packed:
    """Write a model in skops' format, which holds data and type names but no code."""
    data: bytes = skops.io.dumps(model.pipeline, compression=zipfile.ZIP_DEFLATED)
    return Packed(data, hashlib.sha256(data).hexdigest())


def unpack(data: bytes, sha256: str) -> Model:
    """Read a model back; the checksum is compared before a byte is parsed.

    Raises ModelRefused if it differs, if the file names an untrusted type, or if it was made
    with another scikit-learn.
    """
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), sha256.lower()):
        raise ModelRefused(
            _(
                "The model file is not the one that was saved: its checksum differs. "
                "Go back to an earlier version or train again."
            )
        )
    strangers = sorted(set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED))
    if strangers:
        raise ModelRefused(
            _(
                "The model file holds types that are not trusted: %(strangers)s.",
                strangers=strangers,
            )
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error", InconsistentVersionWarning)
        try:
            pipeline = skops.io.loads(data, trusted=list(TRUSTED))
        except InconsistentVersionWarning as old:
            raise ModelRefused(
                _("The model was made with another version of scikit-learn. Train again.")
            ) from old
    if not isinstance(pipeline, Pipeline):
        raise ModelRefused(_("The model file holds something other than a model."))
    return Model(pipeline)
