"""How near several vectors of the request are to the vectors of a document: each counts with its best.

Source: Elasticsearch's RankVectorsScoreScriptUtils.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.script.api.objects import class_name
from findling.script.context import Function
from findling.script.doc_values.vectors import BitRankVectorValues, RankVectorValues
from findling.script.faults import CLASS_CAST, JavaError, illegal_argument
from findling.script.scoring.surroundings import SCORING, Surroundings
from findling.script.scoring.vector_functions import bit_product, vector_of_request
from findling.script.types import DOUBLE, OBJECT, STRING


def max_sim_dot(query: NDArray[Any], vectors: NDArray[Any]) -> float:
    """Returns the sum over the query's vectors of the greatest dot product with any of a document's.

    query: (n_query, width); vectors: (n, width)
    """
    products = query.astype(np.float32) @ vectors.astype(np.float32).T
    return float(products.max(axis=1).sum(dtype=np.float32))


def max_sim_inv_hamming(query: NDArray[Any], vectors: NDArray[Any]) -> float:
    """Returns the sum over the query's vectors of the greatest share of bits that are those of a document's vector.

    query: (n_query, width) int8; vectors: (n, width) int8
    """
    apart = np.bitwise_count((query[:, np.newaxis, :] ^ vectors[np.newaxis, :, :]).view(np.uint8)).sum(axis=2)
    bits = 8 * query.shape[1]
    return float(((bits - apart) / bits).max(axis=1).sum())


def _dot_product(here: Surroundings, given: Any, field: str) -> float:
    values, vectors = _of_document(here, field)
    if isinstance(values, BitRankVectorValues):
        rows = [row.astype(np.float64) for row in vectors]
        return float(sum(max(bit_product(one, row) for row in rows) for one in _query(here, given, "bit", True)))
    query = _query(here, given, "byte" if vectors.dtype == np.int8 else "float", False)
    _check_dims(query.shape[1], vectors.shape[1])
    return max_sim_dot(query, vectors)


def _inv_hamming(here: Surroundings, given: Any, field: str) -> float:
    _, vectors = _of_document(here, field)
    if vectors.dtype != np.int8:
        raise illegal_argument("hamming distance is only supported for byte or bit vectors")
    query = _query(here, given, "byte", False)
    _check_dims(query.shape[1], vectors.shape[1])
    return max_sim_inv_hamming(query.astype(np.int8), vectors.view(np.int8))


def _of_document(here: Surroundings, field: str) -> tuple[RankVectorValues, NDArray[Any]]:
    values = here.values_of(field)
    if not isinstance(values, RankVectorValues):
        wanted = "org.elasticsearch.script.field.vectors.RankVectorsDocValuesField"
        raise JavaError(CLASS_CAST, f"field [{field}] has no rank vectors and cannot be cast to class {wanted}")
    return values, values.matrix()


def _query(here: Surroundings, given: Any, kind: str, may_be_floats: bool) -> NDArray[np.float64]:
    """Returns the vectors of the request, (n_query, width). Raises JavaError."""
    made: NDArray[np.float64] = here.made_once(
        ("several", kind, may_be_floats), given, lambda: _read_query(given, kind, may_be_floats)
    )
    return made


def _read_query(given: Any, kind: str, may_be_floats: bool) -> NDArray[np.float64]:
    if not isinstance(given, list):
        raise illegal_argument(f"Unsupported input object for {kind} vectors: {class_name(given)}")
    if not given:
        raise illegal_argument("The query vector is empty.")
    rows = [vector_of_request(row, kind, may_be_floats) for row in given]
    if any(len(row) != len(rows[0]) for row in rows):
        raise illegal_argument("The query vector contains inner vectors which have inconsistent number of dimensions.")
    return np.array(rows)


def _check_dims(asked: int, dims: int) -> None:
    if asked != dims:
        raise illegal_argument(
            f"The query vector has a different number of dimensions [{asked}] than the document vectors [{dims}]."
        )


_SIGNATURE: Final = (OBJECT, STRING)
MAX_SIM_FUNCTIONS: Final = {
    ("maxSimDotProduct", 2): Function(_SIGNATURE, DOUBLE, _dot_product, SCORING),
    ("maxSimInvHamming", 2): Function(_SIGNATURE, DOUBLE, _inv_hamming, SCORING),
}
