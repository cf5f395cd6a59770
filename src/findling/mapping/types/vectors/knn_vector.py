"""knn_vector: vectors as OpenSearch defines them; searched, compared and stored as those of dense_vector."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import MapperParsingError
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parameters import Parameter, Place
from findling.mapping.types.dense_vector import DenseVectorFieldType
from findling.mapping.vector_structures import VectorSimilarity

MAX_DIMENSION: Final = 16_000
ELEMENT_TYPES: Final = {"float": "float", "byte": "byte", "binary": "bit"}
SPACES: Final[Mapping[str, VectorSimilarity]] = {
    "l2": "l2_norm",
    "cosinesimil": "cosine",
    "innerproduct": "max_inner_product",
    "hamming": "hamming",
}
ENGINES: Final = ("lucene", "faiss", "nmslib")
_M: Final = 16
_EF_CONSTRUCTION: Final = 100


def read_dimension(at: Place, value: object) -> int:
    """Reads a number of dimensions."""
    number = parameters.integer_value(value)
    if not 1 <= number <= MAX_DIMENSION:
        raise MapperParsingError(
            f"Dimension value must be greater than 0 and less than or equal to {MAX_DIMENSION}, but got [{number}]"
        )
    return number


def read_space(at: Place, value: object) -> str:
    """Reads one of SPACES."""
    if value not in SPACES:
        raise MapperParsingError(f"space_type [{shown(value)}] is not supported; available are [{', '.join(SPACES)}]")
    return str(value)


def read_method(at: Place, value: object) -> dict[str, Any]:
    """Reads how vectors are indexed: {"name": "hnsw", "engine": "lucene", "space_type": "l2", "parameters": {...}}."""
    if not isinstance(value, dict):
        raise MapperParsingError(f"[{at.parameter}] must be an object, got [{shown(value)}]")
    unknown = set(value) - {"name", "engine", "space_type", "parameters"}
    if unknown:
        raise MapperParsingError(f"Invalid parameter for {at.parameter}: {sorted(unknown)[0]}")
    if value.get("name") not in ("hnsw", "flat"):
        raise MapperParsingError(f"Invalid method name: {shown(value.get('name'))}; available are [hnsw, flat]")
    if value.get("engine", "lucene") not in ENGINES:
        raise MapperParsingError(f"Invalid engine type: {shown(value['engine'])}")
    if "space_type" in value:
        read_space(at, value["space_type"])
    numbers = value.get("parameters", {})
    for key in ("m", "ef_construction"):
        if key in numbers and parameters.integer_value(numbers[key]) < 1:
            raise MapperParsingError(f"[{key}] must be positive, got [{numbers[key]}]")
    return value


@register
class KnnVectorFieldType(DenseVectorFieldType):
    """Parameters by OpenSearch's names, told to DenseVectorFieldType by its own."""

    type_name = "knn_vector"
    family = "knn_vector"
    PARAMETERS = parameters.table(
        Parameter("dimension", None, read_dimension),
        Parameter("data_type", "float", parameters.one_of(*ELEMENT_TYPES)),
        Parameter("space_type", None, read_space),
        Parameter("method", None, read_method),
        parameters.anything("mode"),
        parameters.anything("compression_level"),
        parameters.STORE,
    )

    def get(self, parameter: str) -> Any:
        if parameter == "dims":
            return self.params.get("dimension")
        if parameter == "element_type":
            return ELEMENT_TYPES[super().get("data_type")]
        if parameter == "index":
            return True
        if parameter == "similarity":
            return SPACES[self.space]
        return self._options() if parameter == "index_options" else super().get(parameter)

    def configure(self) -> None:
        if self.params.get("dimension") is None:
            raise MapperParsingError("Dimension value missing for vector")
        super().configure()

    @property
    def space(self) -> str:
        """The space that vectors are compared in."""
        method = self.params.get("method") or {}
        default = "hamming" if self.get("element_type") == "bit" else "l2"
        return str(self.params.get("space_type") or method.get("space_type") or default)

    def _options(self) -> dict[str, Any]:
        method = self.params.get("method") or {}
        if method.get("name") == "flat":
            return {"type": "flat"}
        given = method.get("parameters", {})
        return {
            "type": "hnsw",
            "m": given.get("m", _M),
            "ef_construction": given.get("ef_construction", _EF_CONSTRUCTION),
        }

    def definition(self) -> dict[str, object]:
        return FieldType.definition(self)

    @property
    def index_options(self) -> dict[str, Any] | None:
        return self._options()

    @property
    def is_radial(self) -> bool:
        return True

    def _check_options(self) -> None:
        bits = self.get("element_type") == "bit"
        if bits is not (self.space == "hamming"):
            raise MapperParsingError(f"space_type [{self.space}] is not for data_type [{super().get('data_type')}]")
