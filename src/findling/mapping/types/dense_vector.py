"""dense_vector: vectors of a fixed number of dimensions, in one matrix."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.base.errors import IllegalArgumentError, MapperParsingError, ParsingError
from findling.base.hexadecimal import bytes_of_hex
from findling.base.java_numbers import java_float
from findling.base.java_values import class_name, no_cast, shown
from findling.base.json_values import json_token
from findling.mapping import parameters
from findling.mapping.dense_vectors import DenseVectors
from findling.mapping.field_type import ColumnValues, FieldType, Origin, register
from findling.mapping.parameters import Parameter, Place
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceOrder
from findling.mapping.types.rank_feature import GREATEST
from findling.mapping.types.vector_index_options import (
    HNSW,
    check_index_options,
    confidence_interval,
    default_index_options,
    may_become,
    quantized_bits,
    read_index_options,
)
from findling.mapping.vector_structures import ElementType, VectorSimilarity, VectorStructures

MAX_DIMS: Final = 4096
SIMILARITIES: Final = ("l2_norm", "cosine", "dot_product", "max_inner_product")
ELEMENT_TYPES: Final = ("byte", "bit", "float")
UNIT_TOLERANCE: Final = 1e-4
PREVIEW: Final = 5


def read_element_type(at: Place, value: object) -> str:
    """Reads one of ELEMENT_TYPES."""
    names = ", ".join(ELEMENT_TYPES)
    if not isinstance(value, str):
        raise no_cast(class_name(value), "java.lang.String")
    if value not in ELEMENT_TYPES:
        raise MapperParsingError(f"invalid element_type [{shown(value)}]; available types are [{names}]")
    return str(value)


def read_dims(at: Place, value: object) -> int:
    """Reads a whole number; the range depends on the element type and is checked later."""
    try:
        return parameters.integer_value(value)
    except IllegalArgumentError:
        raise MapperParsingError(
            f"Property [{at.parameter}] on field [{at.field}] must be an integer but got [{shown(value)}]"
        ) from None


@register
class DenseVectorFieldType(FieldType):
    """One vector per document: a row of float32 numbers, of int8 numbers, or of bits, 8 in each int8.

    width: numbers per row; None until the first document tells the dimensions
    """

    type_name = "dense_vector"
    takes_text = False
    family = "dense_vector"
    is_vector = True
    needs_document = True
    single_valued = True
    in_multi_fields = False
    names_field_in_errors = False
    PARAMETERS = parameters.table(
        Parameter("element_type", "float", read_element_type),
        Parameter("dims", None, read_dims),
        parameters.boolean("index", True),
        Parameter("similarity", None, parameters.one_of(*SIMILARITIES)),
        Parameter("index_options", None, read_index_options, updateable=True, accepts_null=True),
    )

    def configure(self) -> None:
        self.element_type: ElementType = self.get("element_type")
        self.dims: int | None = self.get("dims")
        if self.dims is not None:
            self._check_dims(self.dims)
        self._check_options()
        self.dtype: type[np.generic] = np.float32 if self.element_type == "float" else np.int8
        self.structures = FieldStructures("vector", vectors=self._vector_structures())

    def _vector_structures(self) -> VectorStructures | None:
        """Returns how the vectors are searched; None if they are not."""
        similarity = self.vector_similarity
        if similarity is None:
            return None
        options = self.index_options or {"type": "hnsw", **HNSW}
        return VectorStructures(
            self.element_type,
            similarity,
            quantized_bits(options),
            confidence_interval(options),
            options.get("m", 0),
            options.get("ef_construction", HNSW["ef_construction"]),
        )

    @property
    def oversample(self) -> float:
        """How many times as many vectors as are wanted are found quantized, to be compared anew; 0: none are."""
        options = self.index_options or {}
        return float(options.get("rescore_vector", {}).get("oversample", 0))

    def _check_dims(self, dims: int) -> None:
        bits = self.element_type == "bit"
        least, most = (8, MAX_DIMS * 8) if bits else (1, MAX_DIMS)
        if not least <= dims <= most:
            raise MapperParsingError(
                f"The number of dimensions should be in the range [{least}, {most}] but was [{dims}]"
            )
        if bits and dims % 8:
            raise MapperParsingError(f"The number of dimensions for should be a multiple of 8 but was [{dims}]")

    def _check_options(self) -> None:
        if not self.get("index"):
            for name in ("similarity", "index_options"):
                if self.params.get(name) is not None:
                    raise MapperParsingError(
                        f"Field [{name}] can only be specified for a field of type [dense_vector] when it is indexed"
                    )
        similarity = self.params.get("similarity")
        if self.element_type == "bit" and similarity not in (None, "l2_norm"):
            raise MapperParsingError("The [l2_norm] similarity is the only supported similarity for bit vectors")
        options = self.params.get("index_options")
        if options:
            check_index_options(options, self.dims, self.element_type)

    def definition(self) -> dict[str, object]:
        """Elasticsearch always prints whether the vectors are indexed, and if they are, how."""
        result = super().definition()
        result["index"] = self.get("index")
        for name, value in (("similarity", self.vector_similarity), ("index_options", self.index_options)):
            if value is not None:
                result[name] = value
        return result

    def compared(self, parameter: str) -> object:
        """Similarity and options have defaults that depend on other parameters."""
        if parameter == "similarity":
            return self.vector_similarity
        return self.index_options if parameter == "index_options" else self.get(parameter)

    @property
    def index_options(self) -> dict[str, Any] | None:
        """How the vectors are indexed for kNN searches; None where that is not said and there is no default."""
        if self.params.get("index_options") or not self.get("index") or self.element_type != "float":
            return self.params.get("index_options")
        return default_index_options(self.dims)

    def may_change(self, parameter: Parameter, old: object, new: object) -> bool:
        """Dimensions and similarity may be set once; options to what Elasticsearch lets them become."""
        if parameter.name == "index_options" and isinstance(old, dict) and isinstance(new, dict):
            return may_become(old, new)
        return parameter.updateable or (parameter.name in ("dims", "similarity") and old is None)

    @property
    def vector_similarity(self) -> VectorSimilarity | None:
        """What kNN searches compare by; None where the vectors are only for scripts."""
        if not self.get("index"):
            return None
        chosen: VectorSimilarity | None = self.get("similarity")
        return chosen or ("l2_norm" if self.element_type == "bit" else "cosine")

    @property
    def width(self) -> int | None:
        return self.dims // 8 if self.dims is not None and self.element_type == "bit" else self.dims

    @property
    def is_searchable(self) -> bool:
        return bool(self.get("index"))

    @property
    def has_doc_values(self) -> bool:
        return False

    def check_sortable(self) -> None:
        raise IllegalArgumentError(f"Field [{self.name}] of type [dense_vector] doesn't support sort")

    @property
    def is_complete(self) -> bool:
        return self.dims is not None

    def completed_by(self, value: object) -> dict[str, object] | None:
        if self.is_complete:
            return None
        size = len(self._listed(value))
        return {"dims": size * 8 if self.element_type == "bit" else size} if size else None

    def is_value(self, array: Sequence[object]) -> bool:
        """An array is one vector."""
        return not array or type(array[0]) is not list

    def parse_in_document(self, value: object, origin: Origin) -> npt.NDArray[Any]:
        row = self._listed(value)
        if len(row) != self.width:
            scale = 8 if self.element_type == "bit" else 1
            fault = f"a different number of dimensions [{len(row) * scale}] than"
            if len(row) > (self.width or 0) and isinstance(value, list):
                fault = "more dimensions than"
            raise IllegalArgumentError(
                f"The [{self.type_name}] field [{self.name}] in doc [document with id '{origin.id}'] has {fault} "
                f"defined in the mapping [{self.dims}]"
            )
        return self.vector(row)

    def parse_value(self, value: object) -> npt.NDArray[Any]:
        return self.parse_in_document(value, Origin("", None, {}))

    def _listed(self, value: object) -> list[Any]:
        if isinstance(value, str) and self.element_type != "float":
            return list(map(int, np.frombuffer(bytes_of_hex(value), np.int8)))
        if not isinstance(value, list):
            raise not_a_number("FIELD_NAME" if isinstance(value, dict) else "END_OBJECT")
        for number in value:
            if type(number) not in (int, float):
                raise not_a_number(json_token(number))
        return value

    def vector(self, row: list[Any]) -> npt.NDArray[Any]:
        """Returns a document's vector, checked for the field's element type and similarity.

        row: numbers. Raises IllegalArgumentError.
        """
        vector = self._floats(row) if self.element_type == "float" else self._bytes(row)
        self._check_magnitude(vector)
        return vector

    def _floats(self, row: list[Any]) -> npt.NDArray[np.float32]:
        with np.errstate(over="ignore"):
            vector = _doubles(row).astype(np.float32)
        for at in np.flatnonzero(~np.isfinite(vector)).tolist():
            kind = "NaN" if math.isnan(vector[at]) else "infinite"
            raise IllegalArgumentError(
                f"element_type [float] vectors do not support {kind} values but found [{java_float(vector[at])}] at "
                f"dim [{at}];" + preview(list(map(java_float, vector.tolist())))
            )
        return vector

    def _bytes(self, row: list[Any]) -> npt.NDArray[np.int8]:
        for at, number in enumerate(row):
            if abs(number) > GREATEST:
                fault = "non-decimal values but found decimal value " + ("[Infinity]" if number > 0 else "[-Infinity]")
            elif number != int(number):
                fault = f"non-decimal values but found decimal value [{number}]"
            elif not -128 <= number <= 127:
                fault = f"integers between [-128, 127] but found [{int(number)}]"
            else:
                continue
            raise IllegalArgumentError(
                f"element_type [{self.element_type}] vectors only support {fault} at dim [{at}];"
            )
        return np.array(row, np.float64).astype(np.int8)

    def _check_magnitude(self, vector: npt.NDArray[np.generic]) -> None:
        squared = float(np.dot(vector.astype(np.float64), vector.astype(np.float64)))
        fault = self._fault_of_magnitude(squared)
        if fault is not None:
            numbers = vector.tolist()
            # shown only here: to write numbers down takes longer than a search does
            shown = list(map(java_float, numbers)) if self.element_type == "float" else numbers
            raise IllegalArgumentError(f"The [{self.vector_similarity}] similarity {fault}." + preview(shown))

    def _fault_of_magnitude(self, squared: float) -> str | None:
        """Returns what is said of a vector of such a length, squared, that cannot be compared; None if it can be."""
        of_floats = self.element_type == "float"
        if self.vector_similarity == "dot_product" and of_floats and abs(squared - 1) > UNIT_TOLERANCE:
            return "can only be used with unit-length vectors"
        if squared == 0 and (
            self.vector_similarity == "cosine"
            or (self.vector_similarity == "dot_product" and self.element_type == "byte")
        ):
            return "does not support vectors with zero magnitude"
        return None

    @property
    def vectors(self) -> DenseVectors:
        return self

    def score_of(self, similarity: float) -> np.float32:
        """Returns the score of a vector that is so similar to the query, as `similarity` of knn searches is meant."""
        with np.errstate(over="ignore"):
            return self._score_of(np.float32(similarity))

    def _score_of(self, value: np.float32) -> np.float32:
        if self.vector_similarity == "hamming":
            return np.float32(1) / (np.float32(1) + value)
        if self.vector_similarity == "max_inner_product":
            return np.float32(1) / (np.float32(1) - value) if value < 0 else value + np.float32(1)
        if self.element_type == "bit":
            return (np.float32(self.dims or 0) - value) / np.float32(self.dims or 1)
        if self.vector_similarity == "l2_norm":
            return np.float32(1) / (np.float32(1) + value * value)
        if self.vector_similarity == "dot_product" and self.element_type == "byte":
            return np.float32(0.5) + value / np.float32((self.dims or 0) * (1 << 15))
        return (np.float32(1) + value) / np.float32(2)

    def score_at(self, distance: float) -> np.float32:
        """Returns the score at a distance of OpenSearch's: squared, bits, or a similarity turned round."""
        value = np.float32(distance)
        if self.vector_similarity in ("l2_norm", "hamming"):
            return np.float32(1) / (np.float32(1) + value)
        if self.vector_similarity == "max_inner_product":
            return self._score_of(-value)
        return (np.float32(2) - value) / np.float32(2)

    @property
    def is_radial(self) -> bool:
        """Whether queries of OpenSearch's form are for the field."""
        return False

    def query_vector(self, numbers: Sequence[float]) -> npt.NDArray[Any]:
        """Returns the vector of a query, (width,) of the column's dtype, checked as those of documents are.

        numbers: in single precision. Raises IllegalArgumentError in the words that Elasticsearch has for queries.
        """
        if self.element_type != "float":
            self._check_bytes(numbers)
        self._check_size(numbers)
        self._check_finite(numbers)
        vector = np.array(numbers, np.float64).astype(self.dtype)
        self._check_magnitude(vector)
        return vector

    def _check_size(self, numbers: Sequence[float]) -> None:
        scale = 8 if self.element_type == "bit" else 1
        if len(numbers) != self.width:
            raise IllegalArgumentError(
                f"The query vector has a different number of dimensions [{len(numbers) * scale}] than the document "
                f"vectors [{self.dims}]."
            )

    def _check_finite(self, numbers: Sequence[float]) -> None:
        if np.isfinite(numbers).all():
            return
        kind = "float" if self.element_type == "float" else "byte"
        for at, number in enumerate(numbers):
            if not math.isfinite(number):
                fault = "NaN" if math.isnan(number) else "infinite"
                raise IllegalArgumentError(
                    f"element_type [{kind}] vectors do not support {fault} values but found [{java_float(number)}] at "
                    f"dim [{at}];" + preview(list(map(java_float, numbers)))
                )

    def _check_bytes(self, numbers: Sequence[float]) -> None:
        self._check_finite(numbers)
        for at, number in enumerate(numbers):
            if number != int(number):
                fault = f"non-decimal values but found decimal value [{java_float(number)}]"
            elif not -128 <= number <= 127:
                fault = f"integers between [-128, 127] but found [{java_float(number)}]"
            else:
                continue
            raise IllegalArgumentError(
                f"element_type [byte] vectors only support {fault} at dim [{at}];"
                + preview(list(map(java_float, numbers)))
            )

    @property
    def source_order(self) -> SourceOrder:
        return "given"

    def source_value(self, value: npt.NDArray[Any]) -> object:
        """The numbers; those compared by their angle have been divided by their length once and multiplied again."""
        if self.element_type != "float":
            return value.tolist()
        if self.vector_similarity == "cosine":
            length = np.sqrt(np.cumsum(value * value)[-1])
            value = value / length * length
        return [float(str(number)) for number in value]

    def fetched(self, value: object, format: str | None = None) -> object:
        """The numbers as they stand in the document; not those of a vector in hexadecimal digits."""
        return value if type(value) in (int, float) else None

    def gather(self, parsed: Sequence[object]) -> ColumnValues:
        rows = np.array(parsed, self.dtype)
        return rows.reshape(len(parsed), self.width or 0)

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(f"Field [{self.name}] of type [{self.type_name}] doesn't support term queries")


def _doubles(row: Sequence[int | float]) -> npt.NDArray[np.float64]:
    """Returns numbers in double precision; what is beyond it is infinite."""
    try:
        return np.array(row, np.float64)
    except OverflowError:
        return np.array([_double(number) for number in row], np.float64)


def _double(number: int | float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def not_a_number(token: str) -> ParsingError:
    """Returns the error for something else than a number in a vector. token: the kind of JSON it is"""
    return ParsingError(
        f"Failed to parse object: expecting token of type [VALUE_NUMBER] but found [{token}]", line=1, col=1
    )


def preview(row: Sequence[object]) -> str:
    """Returns the start of a vector as Elasticsearch's errors show it."""
    start = ", ".join(str(number) for number in row[:PREVIEW])
    return f" Preview of invalid vector: [{start}{', ...' if len(row) >= PREVIEW else ''}]"


__all__ = ["DenseVectorFieldType", "preview"]
