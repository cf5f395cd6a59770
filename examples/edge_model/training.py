"""The model: how far a reading is from what is usual, as ONNX. Plain NumPy; the graph is written node by node.

distance² = (x - mean) whitened, squared and summed (Mahalanobis); score = sigmoid((distance² - limit) / width)
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper

FEATURES = ("celsius", "vibration")
FIRST_LIMIT, FIRST_WIDTH = 20.0, 6.0
STEPS, RATE = 4000, 0.05
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Wear:
    """mean: (features,); whitening: (features, features)"""

    mean: Matrix
    whitening: Matrix
    limit: float = FIRST_LIMIT
    width: float = FIRST_WIDTH

    @classmethod
    def fitted(cls, readings: Matrix) -> "Wear":
        """Learns what is usual, of readings (rows, features) of which nobody said what they are."""
        covariance = np.cov(readings.T)
        return cls(readings.mean(axis=0), np.linalg.cholesky(np.linalg.inv(covariance)))

    def distances(self, readings: Matrix) -> Matrix:
        """Returns squared distances, (rows,)."""
        return np.square((readings - self.mean) @ self.whitening).sum(axis=1)

    def taught(self, readings: Matrix, is_worn: NDArray[np.bool_]) -> "Wear":
        """Returns a model whose limit comes from labelled readings: logistic regression over distance."""
        distances = self.distances(readings)
        centre, scale = distances.mean(), distances.std() or 1.0
        x, slope, bias = (distances - centre) / scale, 1.0, 0.0
        for _ in range(STEPS):
            error = 1 / (1 + np.exp(-np.clip(slope * x + bias, -30, 30))) - is_worn
            slope, bias = slope - RATE * (error * x).mean(), bias - RATE * error.mean()
        slope = max(slope, 0.1)
        return replace(self, limit=float(centre - bias / slope * scale), width=float(scale / slope))

    def to_onnx(self) -> bytes:
        """Returns the file of the model: one matrix of floats in, a column of scores out."""
        named = {"mean": self.mean, "whitening": self.whitening, "limit": [self.limit], "width": [self.width]}
        nodes = [
            helper.make_node("Sub", ["x", "mean"], ["moved"]),
            helper.make_node("MatMul", ["moved", "whitening"], ["white"]),
            helper.make_node("Mul", ["white", "white"], ["squares"]),
            helper.make_node("ReduceSum", ["squares", "axis"], ["distance"], keepdims=1),
            helper.make_node("Sub", ["distance", "limit"], ["beyond"]),
            helper.make_node("Div", ["beyond", "width"], ["steep"]),
            helper.make_node("Sigmoid", ["steep"], ["score"]),
        ]
        tensors = [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in named.items()]
        graph = helper.make_graph(
            nodes,
            "wear",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", len(FEATURES)])],
            [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["rows", 1])],
            [*tensors, numpy_helper.from_array(np.asarray([1], np.int64), "axis")],
        )
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        checker.check_model(made)
        return made.SerializeToString()
