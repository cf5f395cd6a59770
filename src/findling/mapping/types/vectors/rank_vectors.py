"""rank_vectors: several vectors per document, for late interaction: scripts compare them with those of a query.

A document's vectors are one term of the field, their numbers one after another, in little-endian bytes.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, Origin, register
from findling.mapping.parameters import Parameter
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.types.dense_vector import DenseVectorFieldType, not_a_number, read_dims, read_element_type

_DTYPES: Final = {"float": "<f4", "byte": "i1", "bit": "i1"}


def decode_vectors(term: bytes, element_type: str, width: int) -> npt.NDArray[Any]:
    """Returns the vectors of a term, (n, width) float32 or int8; width: numbers of each, of bits a byte for eight."""
    return np.frombuffer(term, _DTYPES[element_type]).reshape(-1, width)


@register
class RankVectorsFieldType(FieldType):
    """Vectors of the same number of dimensions, at least one per document."""

    type_name = "rank_vectors"
    takes_text = False
    family = "rank_vectors"
    is_vector = True
    has_many_vectors = True
    needs_document = True
    single_valued = True
    takes_objects = True
    in_multi_fields = False
    names_field_in_errors = False
    PARAMETERS = parameters.table(
        Parameter("element_type", "float", read_element_type), Parameter("dims", None, read_dims)
    )

    def configure(self) -> None:
        self.structures = FieldStructures("term", index="none", doc_values="ordinals")
        inner = {"element_type": self.get("element_type"), "index": False}
        if self.get("dims") is not None:
            inner["dims"] = self.get("dims")
        self._one = DenseVectorFieldType(self.name, inner, self.context)
        self.dims: int | None = self.get("dims")

    @property
    def is_searchable(self) -> bool:
        return False

    @property
    def has_doc_values(self) -> bool:
        return False

    @property
    def is_complete(self) -> bool:
        return self.dims is not None

    def may_change(self, parameter: Parameter, old: object, new: object) -> bool:
        return parameter.updateable or (parameter.name == "dims" and old is None)

    def completed_by(self, value: object) -> dict[str, object] | None:
        if self.is_complete or not isinstance(value, list) or not value:
            return None
        return self._one.completed_by(value[0])

    def is_value(self, array: Sequence[object]) -> bool:
        """An array is all vectors of a document."""
        return True

    def parse_in_document(self, value: object, origin: Origin) -> bytes:
        if not isinstance(value, list):
            raise not_a_number("END_OBJECT")
        if not value:
            raise IllegalArgumentError(f"Field [{self.name}] of type [{self.type_name}] cannot be empty")
        rows = [self._one.parse_in_document(row, origin) for row in value]
        return np.stack(rows).astype(_DTYPES[self._one.element_type]).tobytes()

    def parse_value(self, value: object) -> bytes:
        return self.parse_in_document(value, Origin("", None, {}))

    def vectors_of(self, term: bytes) -> npt.NDArray[Any]:
        """Returns the vectors of a document, (n, width) float32 or int8, that a term of the field stands for."""
        if self._one.width is None:
            raise MapperParsingError(f"[{self.name}] has no dimensions yet")
        return decode_vectors(term, self._one.element_type, self._one.width)

    def from_term(self, term: bytes) -> object:
        return self.vectors_of(term).tolist()

    def fetched(self, value: object, format: str | None = None) -> object:
        return value

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(f"Field [{self.name}] of type [{self.type_name}] doesn't support term queries")
