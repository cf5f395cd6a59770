"""Small ONNX models for tests, written node by node."""

from collections.abc import Sequence

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

OPSET = 17


def linear_model(weights: Sequence[float], bias: float = 0.0, padding: int = 0) -> bytes:
    """Returns a model: the sigmoid of a weighted sum, one column. padding: bytes of an initializer that says nothing"""
    matrix = np.asarray(weights, np.float32).reshape(-1, 1)
    named = {"weights": matrix, "bias": np.asarray([bias], np.float32)}
    nodes = [
        helper.make_node("MatMul", ["x", "weights"], ["sum"]),
        helper.make_node("Add", ["sum", "bias"], ["moved"]),
        helper.make_node("Sigmoid", ["moved"], ["score"]),
    ]
    if padding:
        named["padding"] = np.random.default_rng(1).random(padding // 8)
        nodes.append(helper.make_node("Identity", ["padding"], ["kept"]))
    return _model(nodes, named, len(weights), "score")


def softmax_model(weights: Sequence[Sequence[float]]) -> bytes:
    """Returns a classifier: the softmax of weighted sums. weights: (features, labels)"""
    matrix = np.asarray(weights, np.float32)
    nodes = [
        helper.make_node("MatMul", ["x", "weights"], ["sums"]),
        helper.make_node("Softmax", ["sums"], ["probabilities"], axis=1),
    ]
    return _model(nodes, {"weights": matrix}, len(matrix), "probabilities")


def _model(nodes: list[object], named: dict[str, np.ndarray], features: int, output: str) -> bytes:
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", features])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["rows", "columns"])],
        [numpy_helper.from_array(array, name) for name, array in named.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    checker.check_model(made)
    return made.SerializeToString()
