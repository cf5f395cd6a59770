"""Session: one ONNX model, loaded, and its predictions."""

import os
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.edge.functions.errors import BundleRefusedError
from findling.edge.models.settings import ModelSettings

# official builds tell their maker of each model since 1.29, unless this is set before they are loaded
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
_onnx = lazy_module("onnxruntime", optional=True)
_ERRORS_ONLY: Final = 3
_NUMBERS: Final = {"tensor(float)": np.float32, "tensor(double)": np.float64}
Prediction = dict[str, Any]


class Session:
    """A model in memory, one thread, no memory of its own kept between calls: it is beside a server. Thread-safe."""

    def __init__(self, model: bytes, settings: ModelSettings) -> None:
        """Raises BundleRefusedError for a model that cannot be loaded, or is not asked as the settings say."""
        self.settings = settings
        try:
            self._session = _onnx.InferenceSession(model, _options(), providers=["CPUExecutionProvider"])
        except ModuleNotFoundError as error:
            raise BundleRefusedError(
                "models need a package that is not here: pip install 'findling[models]'"
            ) from error
        except Exception as error:  # onnxruntime has a class for each fault, with no common one but this
            raise BundleRefusedError(f"the model cannot be loaded: {error}") from error
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type not in _NUMBERS or len(inputs[0].shape) != 2:
            shown = [(one.name, one.type, one.shape) for one in inputs]
            raise BundleRefusedError(f"a model takes one matrix of floats, not {shown}")
        width = inputs[0].shape[1]
        if isinstance(width, int) and width != len(settings.features):
            raise BundleRefusedError(f"the model takes [{width}] columns, [features] has [{len(settings.features)}]")
        self._input, self._dtype = inputs[0].name, _NUMBERS[inputs[0].type]
        names = [one.name for one in self._session.get_outputs()]
        if settings.output and settings.output not in names:
            raise BundleRefusedError(f"the model has no output [{settings.output}], there are {names}")
        self._output = settings.output or names[0]

    def predict(self, rows: Sequence[Sequence[float]]) -> list[Prediction]:
        """Returns a prediction for each row. Raises IllegalArgumentError."""
        matrix = np.asarray(rows, dtype=self._dtype)
        try:
            (found,) = self._session.run([self._output], {self._input: matrix})
        except Exception as error:
            raise IllegalArgumentError(f"the model failed: {error}") from error
        values = np.asarray(found)
        if len(values) != len(rows) or values.dtype.kind not in "fiu":
            raise IllegalArgumentError("the model does not answer with numbers for each row")
        if self.settings.labels:
            return self._labelled(values)
        return [self._numbered(row) for row in values.reshape(len(rows), -1).tolist()]

    def _labelled(self, values: Any) -> list[Prediction]:
        labels = self.settings.labels
        if values.shape[1:] != (len(labels),):
            raise IllegalArgumentError(f"the model answers {values.shape[1:]}, there are [{len(labels)}] labels")
        best = values.argmax(axis=1)
        made = []
        for place, row in zip(best.tolist(), values.tolist(), strict=True):
            made.append(
                {"predicted_value": labels[place], "prediction_probability": row[place]}
                | ({"doubtful": True} if row[place] < self.settings.doubt.below else {})
            )
        return made

    def _numbered(self, row: list[float]) -> Prediction:
        doubt = self.settings.doubt
        if len(row) != 1:
            return {"predicted_value": row}
        is_doubtful = doubt.low <= row[0] <= doubt.high
        return {"predicted_value": row[0], **({"doubtful": True} if is_doubtful else {})}


def _options() -> Any:
    options = _onnx.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    options.enable_cpu_mem_arena = False
    return options
