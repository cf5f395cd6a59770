"""How near a vector of the request is to that of a document.

Source: Elasticsearch's VectorScoreScriptUtils.
"""

from collections.abc import Callable
from string import hexdigits
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.script.api.objects import class_name, not_castable_to, to_text
from findling.script.context import Function
from findling.script.doc_values.values import DocValues
from findling.script.doc_values.vectors import BitVectorValues, VectorValues
from findling.script.faults import (
    CLASS_CAST,
    NUMBER_FORMAT,
    UNSUPPORTED_OPERATION,
    JavaError,
    illegal_argument,
    null_pointer,
)
from findling.script.scoring.surroundings import SCORING, Surroundings
from findling.script.types import DOUBLE, OBJECT, STRING
from findling.script.utf16 import utf16_length

Vector = NDArray[np.float64]
_MISSING: Final = "Dense vector value missing for a field, use isEmpty() to check for a missing vector value"


def cosine(query: Vector, row: Vector) -> float:
    """Returns the cosine of the angle between them; NaN if one has no length."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(query @ row / (np.sqrt(query @ query) * np.sqrt(row @ row)))


def dot_product(query: Vector, row: Vector) -> float:
    """Returns the sum of the products."""
    return float(query @ row)


def l1norm(query: Vector, row: Vector) -> float:
    """Returns the sum of the distances."""
    return float(np.abs(query - row).sum())


def l2norm(query: Vector, row: Vector) -> float:
    """Returns the distance."""
    return float(np.sqrt(np.square(query - row).sum()))


def hamming(query: Vector, row: Vector) -> float:
    """Returns in how many bits they differ; both are bytes."""
    differing = (query.astype(np.int64) ^ row.astype(np.int64)) & 0xFF
    return float(np.unpackbits(differing.astype(np.uint8)).sum())


def bit_product(query: Vector, row: Vector) -> float:
    """Returns how many bits both have, or the sum of those numbers of the request whose bit is set."""
    bits = np.unpackbits(row.astype(np.int8).view(np.uint8))
    if len(query) == len(bits):
        return float(query @ bits)
    is_bytes = bool(np.all((query == np.trunc(query)) & (np.abs(query + 0.5) < 128)))
    if is_bytes and len(query) == len(row):
        return float((np.unpackbits(query.astype(np.int8).view(np.uint8)) & bits).sum())
    sizes = (
        f"[{len(row)}] for bitwise operations, or [{len(bits)}] for byte" if is_bytes else f"[{len(bits)}] for float"
    )
    raise illegal_argument(
        f"The query vector has an incorrect number of dimensions. Must be {sizes} wise operations: provided "
        f"[{len(query)}]."
    )


def _bit_cosine(query: Vector, row: Vector) -> float:
    raise JavaError(UNSUPPORTED_OPERATION, "cosineSimilarity is not supported for bit vectors.")


def _bit_l2norm(query: Vector, row: Vector) -> float:
    return float(np.sqrt(hamming(query, row)))


_OF_BITS: Final[dict[Callable[[Vector, Vector], float], Callable[[Vector, Vector], float]]] = {
    cosine: _bit_cosine, dot_product: bit_product, l1norm: hamming, l2norm: _bit_l2norm, hamming: hamming,
}  # fmt: skip


def vector_of_request(given: Any, kind: str, may_be_floats: bool) -> Vector:
    """Returns the vector of the request: a list of numbers, or hexadecimal digits for bytes. Raises JavaError.

    kind: of the document's vectors, float, byte or bit
    """
    if given is None:
        raise null_pointer('Cannot invoke "Object.getClass()" because "queryVector" is null')
    if isinstance(given, str) and kind != "float":
        return _of_digits(given)
    if not isinstance(given, list):
        raise illegal_argument(f"Unsupported input object for {kind} vectors: {class_name(given)}")
    vector = np.array([_number(number, kind) for number in given], np.float64)
    if kind == "float":
        with np.errstate(over="ignore"):
            return vector.astype(np.float32).astype(np.float64)
    if not may_be_floats:
        _check_bytes(vector)
    return vector


def _of_digits(text: str) -> Vector:
    """Returns the bytes that hexadecimal digits stand for. Raises JavaError."""
    size = utf16_length(text)
    if size % 2:
        raise illegal_argument(f"string length not even: {size}")
    for char in text:
        if char not in hexdigits:
            raise JavaError(NUMBER_FORMAT, f'not a hexadecimal digit: "{char}" = {ord(char)}')
    return np.frombuffer(bytes.fromhex(text), np.int8).astype(np.float64)


def _number(value: Any, kind: str) -> float:
    if value is None:
        what = '"number"' if kind == "bit" else 'the return value of "java.util.List.get(int)"'
        raise null_pointer(f'Cannot invoke "java.lang.Number.floatValue()" because {what} is null')
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise not_castable_to(value, "java.lang.Number")
    return float(value)


def _check_bytes(vector: Vector) -> None:
    for dim, number in enumerate(vector.tolist()):
        whole = number.is_integer()
        if whole and -128 <= number <= 127:
            continue
        preview = f"Preview of invalid vector: [{', '.join(to_text(each) for each in vector[:10].tolist())}]"
        what = (
            f"integers between [-128, 127] but found [{to_text(number)}]"
            if whole
            else f"non-decimal values but found decimal value [{to_text(number)}]"
        )
        raise illegal_argument(
            f"Vector is not a byte vector: element_type [byte] vectors only support {what} at dim [{dim}]; {preview}"
        )


def _comparing(compare: Callable[[Vector, Vector], float], bytes_alone: bool, floats: bool) -> Callable[..., float]:
    def score(here: Surroundings, given: Any, field: str) -> float:
        values = here.values_of(field)
        row = _row(values, field)
        has_bits = isinstance(values, BitVectorValues)
        is_bytes = row.dtype == np.int8
        if bytes_alone and not is_bytes:
            raise illegal_argument("hamming distance is only supported for byte or bit vectors")
        if has_bits and compare is dot_product:
            return bit_product(_asked(here, given, "bit", floats), row.astype(np.float64))
        if isinstance(given, list) and len(given) != len(row):
            size = 8 if has_bits else 1
            raise illegal_argument(
                f"The query vector has a different number of dimensions [{size * len(given)}] than the document "
                f"vectors [{size * len(row)}]."
            )
        query = _asked(here, given, "byte" if is_bytes else "float", floats)
        if len(query) != len(row):
            raise illegal_argument(f"vector dimensions differ: {len(query)}!={len(row)}")
        if has_bits:
            return _OF_BITS[compare](query, row.astype(np.float64))
        return compare(query, row.astype(np.float64))

    return score


def _asked(here: Surroundings, given: Any, kind: str, may_be_floats: bool) -> Vector:
    """Returns the vector of the request. Raises JavaError."""
    made: Vector = here.made_once((kind, may_be_floats), given, lambda: vector_of_request(given, kind, may_be_floats))
    return made


def _row(values: DocValues | None, field: str) -> NDArray[np.generic]:
    if not isinstance(values, VectorValues):
        vector_field = "org.elasticsearch.script.field.vectors.DenseVectorDocValuesField"
        raise JavaError(CLASS_CAST, f"field [{field}] has no vectors and cannot be cast to class {vector_field}")
    if not values:
        raise illegal_argument(_MISSING)
    return values.row()


_SIGNATURE: Final = (OBJECT, STRING)
VECTOR_FUNCTIONS: Final = {
    ("cosineSimilarity", 2): Function(_SIGNATURE, DOUBLE, _comparing(cosine, False, True), SCORING),
    ("dotProduct", 2): Function(_SIGNATURE, DOUBLE, _comparing(dot_product, False, True), SCORING),
    ("l1norm", 2): Function(_SIGNATURE, DOUBLE, _comparing(l1norm, False, False), SCORING),
    ("l2norm", 2): Function(_SIGNATURE, DOUBLE, _comparing(l2norm, False, False), SCORING),
    ("hamming", 2): Function(_SIGNATURE, DOUBLE, _comparing(hamming, True, False), SCORING),
}
