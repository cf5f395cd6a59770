"""semantic_text: texts that are found by their meaning, as vectors that a model makes of their pieces.

A document comes to the mapping with the vectors beside its members (see documents/inference_fields.py). Those of a
document are one term of the field, their numbers one after another, little-endian float32.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import shown
from findling.inference.chunking import check_chunking
from findling.inference.provider import TEXT_EMBEDDING
from findling.mapping import parameters
from findling.mapping.dense_vectors import DenseVectors
from findling.mapping.field_type import ColumnValues, FieldType, register
from findling.mapping.parameters import Parameter, Place, read_parameters
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.types.dense_vector import DenseVectorFieldType

_SETTINGS: Final = ("service", "task_type", "dimensions", "similarity", "element_type")


def _read_id(at: Place, value: object) -> str:
    text = parameters.read_string(at, value)
    if not text:
        raise IllegalArgumentError(f"[{at.parameter}] of a field of type [semantic_text] must not be empty")
    return text


def _read_chunking(at: Place, value: object) -> dict[str, Any]:
    return check_chunking(parameters.read_object(at, value))


def _read_settings(at: Place, value: object) -> dict[str, Any]:
    settings = parameters.read_object(at, value)
    for key in settings:
        if key not in _SETTINGS:
            raise MapperParsingError(f"unknown field [{key}] in [{at.parameter}]")
    if settings.get("task_type") != TEXT_EMBEDDING:
        raise IllegalArgumentError(
            f"Wrong [task_type], expected {TEXT_EMBEDDING}, got {shown(settings.get('task_type'))}"
        )
    if settings.get("element_type", "float") != "float":
        raise IllegalArgumentError(f"Wrong [element_type], expected float, got {shown(settings['element_type'])}")
    for key in ("dimensions", "similarity"):
        if key not in settings:
            raise IllegalArgumentError(f"required [{key}] field is missing for task_type [{TEXT_EMBEDDING}]")
    return settings


@register
class SemanticTextFieldType(FieldType):
    """Texts of which only the vectors of their pieces are indexed.

    inference_id: the endpoint whose model makes vectors of documents; search_inference_id: of queries
    chunking: how texts are cut, None as the endpoint says
    model_settings: what is known of the model, None before the first document
    """

    type_name = "semantic_text"
    family = "text"
    may_be_nested = False
    PARAMETERS = parameters.table(
        Parameter("inference_id", None, _read_id),
        Parameter("search_inference_id", None, _read_id, updateable=True, accepts_null=True),
        Parameter("model_settings", None, _read_settings, updateable=True, accepts_null=True),
        Parameter("chunking_settings", None, _read_chunking, updateable=True, accepts_null=True),
    )

    def configure(self) -> None:
        if self.get("inference_id") is None:
            raise MapperParsingError(
                f"[inference_id] is required on field [{self.name}] of type [{self.type_name}]: the models that "
                "Elasticsearch takes without it are not part of Findling"
            )
        self.structures = FieldStructures("term", index="none", doc_values="ordinals")
        self.inference_id: str = self.get("inference_id")
        self.search_inference_id: str = self.get("search_inference_id") or self.inference_id
        self.chunking: Mapping[str, Any] | None = self.get("chunking_settings")
        self.model_settings: Mapping[str, Any] | None = self.get("model_settings")
        self._one = None if self.model_settings is None else self._vector_type(self.model_settings)

    def _vector_type(self, settings: Mapping[str, Any]) -> DenseVectorFieldType:
        read = {"dims": settings["dimensions"], "similarity": settings["similarity"]}
        return DenseVectorFieldType(
            self.name, read_parameters(self.name, "dense_vector", DenseVectorFieldType.PARAMETERS, read), self.context
        )

    def definition(self) -> dict[str, object]:
        return {name: value for name, value in super().definition().items() if value is not None}

    def merged(self, update: FieldType) -> tuple[FieldType, list[str]]:
        """What is known of the model stays known."""
        known = self.model_settings
        if known is not None and update.get("model_settings") is None:
            update = type(self)(update.name, {**update.params, "model_settings": known}, update.context)
        return super().merged(update)

    def may_change(self, parameter: Parameter, old: object, new: object) -> bool:
        return old is None if parameter.name == "model_settings" else parameter.updateable

    @property
    def semantics(self) -> "SemanticTextFieldType":
        return self

    @property
    def vectors_of_pieces(self) -> DenseVectors | None:
        """What the vectors are like, None as long as the model is not known."""
        return self._one

    def term_of(self, vectors: list[list[float]]) -> bytes:
        """Returns the term of a document's vectors. Raises IllegalArgumentError for those the field cannot have."""
        if self._one is None:
            raise IllegalArgumentError(f"The model of field [{self.name}] is not known")
        rows = [self._one.parse_value(vector) for vector in vectors]
        return np.stack(rows).astype("<f4").tobytes()

    @property
    def similarity_name(self) -> str:
        """How vectors are compared."""
        return "cosine" if self.model_settings is None else str(self.model_settings["similarity"])

    @property
    def is_searchable(self) -> bool:
        return True

    @property
    def has_doc_values(self) -> bool:
        return False

    def check_sortable(self) -> None:
        raise IllegalArgumentError("[semantic_text] fields do not support sorting, scripting or aggregating")

    def parse_value(self, value: object) -> None:
        """Texts themselves are not indexed."""
        if isinstance(value, dict):
            raise IllegalArgumentError(f"Invalid format for field [{self.name}], expected [String] got [Map]")

    def gather(self, parsed: list[Any]) -> ColumnValues:
        return list(parsed)

    def fetched(self, value: object, format: str | None = None) -> object:
        return shown(value)

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError("semantic_text fields do not support term query")


class SemanticField(NamedTuple):
    """A field of a mapping whose texts are found by their meaning. sources: paths in documents of its texts"""

    name: str
    type: SemanticTextFieldType
    sources: tuple[str, ...]
