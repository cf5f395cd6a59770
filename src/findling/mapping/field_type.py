"""What a field type knows: how JSON values become column values or terms, and back.

A field type is one class in `mapping/types/`, registered under its name. An instance belongs to one field: it has the
field's full name and its parameters. Three users: the document parser (`parse_column`, `parse_value`), queries
(`index_term`, `column_value`, `column_range`) and whatever shows values (`from_column`, `from_term`, `format_value`).

Nobody outside this package asks for a type by its name: what a field can do stands in `terms`, `numbers` and the other
attributes and methods of FieldType, whose base gives the answers of a field that can do nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes, PackedTexts
from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import shown
from findling.mapping.beginnings import Beginnings
from findling.mapping.dense_vectors import DenseVectors
from findling.mapping.parameters import Parameter, read_parameters, table
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.similarity import DEFAULT, Similarity
from findling.mapping.synthetic_values import IGNORED, SyntheticValues
from findling.mapping.traits import NumberTraits, TermTraits
from findling.mapping.value_range import Intervals, ValueRange

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping as IndexMapping
    from findling.mapping.runtime.lookup import Lookup
    from findling.mapping.types.vectors.semantic_text import SemanticTextFieldType
    from findling.mapping.types.vectors.token_pruning import TokenPruning

INT64_MIN: Final = -(2**63)
INT64_MAX: Final = 2**63 - 1

TimeUnit = Literal["ms", "ns"]
Point = tuple[float, float]  # latitude, longitude in degrees

ColumnValues = npt.NDArray[Any] | list[str] | list[bytes] | PackedTexts | PackedBytes


class Normalizer(Protocol):
    """What a keyword needs of a normalizer or analyzer."""

    def normalize(self, text: str) -> str: ...


class Analysis(Protocol):
    """What the mapping needs of the analysis registry: both raise IllegalArgumentError for an unknown name."""

    def analyzer(self, name: str) -> Any: ...

    def normalizer(self, name: str) -> Any: ...

    def make(self, kind: Any, name: str, definition: Mapping[str, Any]) -> Any: ...

    def adopt(self, name: str, analyzer: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class TypeContext:
    """What surrounds a field definition.

    analysis: that of the index
    defaults: parameters that the index settings give another default
    similarities: those that the index settings define, by name
    has_series: whether documents belong to time series
    is_opensearch: whether the index was made with `--flavor opensearch`
    """

    analysis: Analysis
    defaults: Mapping[str, Any]
    similarities: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    has_series: bool = False
    is_opensearch: bool = False


class Origin(NamedTuple):
    """The document that a value stands in, and the mapping it is parsed by."""

    id: str
    routing: str | None
    source: Mapping[str, Any]
    mapping: "IndexMapping | None" = None


class FieldType(SyntheticValues):
    """Base of all field types.

    name: the field's full name
    params: explicit parameters, read; `get` adds the defaults
    structures: what is kept on disk
    companions: further fields that are filled from the same values; `subfields` are those of them that queries may name
    expands: whether one JSON value becomes several by `leaves`
    needs_document: whether `parse_in_document` has to know the document
    single_valued: whether a document may have one value at most
    most_values: so many values one document may have in the field
    in_multi_fields: whether the type may stand in `fields`
    takes_only_type: whether definitions have no members but `type`
    may_be_nested: whether the field may stand in a nested object
    names_field_in_errors: whether the error for a wrong value names field, type and document before the cause

    What queries, sorts and aggregations ask:

    terms, numbers: what its terms and its column are good for; no `numbers`: the column holds none, or there is none
    similarity: how matches score
    time_unit: of the column, if it holds instants since 1970
    is_point: whether the column holds points, which `point_of` reads
    shapes_on: what the geometries that are its terms lie on, a globe or a plane; None if they are no geometries
    is_address: whether terms are network addresses
    is_vector: whether values are vectors, dense or sparse
    is_opaque: whether values are bytes that nobody looks into
    has_token_weights: whether values are weights of tokens, which term queries multiply with theirs
    has_suggestions: whether terms are suggestions, kept for completion only
    enumerates_terms: whether the terms enum API lists its terms
    has_fielddata: whether a parameter could make sorting and aggregations possible, if they are not
    no_fielddata: what is said of sorting and aggregations that need its values, where that is special
    in_all_fields: whether text that is looked for in all fields is looked for in this one
    takes_text: whether text can be looked for in it at all
    takes_objects: whether an object or array of a document may be one value
    key_prefix: what the terms of a key of an object field begin with
    key: the key of a flattened field that this is the field of
    constant: the value that all documents have without containing it
    has_many_vectors: whether a document has several vectors, all of them one term
    is_feature: whether its numbers are those of a feature, which rank_feature queries read
    is_shown_from_doc_values: whether documents do not have its values, which hits may show though
    positive_score_impact: whether great numbers of a feature mean good documents
    holds_histograms: whether its terms are values with their counts
    metrics: the columns of figures that stand for many values, by figure; None if values stand for themselves
    counts_column: the column that has how often each term stands in a document
    unsearchable: why nothing can be looked for in a field of the type, where that is not for want of an index
    lookup: where values are looked up when hits are shown, None for a field that has values of its own
    """

    type_name: ClassVar[str] = ""
    family: ClassVar[str] = ""
    PARAMETERS: ClassVar[Mapping[str, Parameter]] = table()
    expands: ClassVar[bool] = False
    terms: ClassVar[TermTraits] = TermTraits()
    numbers: NumberTraits | None = None
    similarity: Similarity = DEFAULT
    time_unit: ClassVar[TimeUnit | None] = None
    is_point: ClassVar[bool] = False
    shapes_on: ClassVar[Literal["globe", "plane"] | None] = None
    is_address: ClassVar[bool] = False
    # whether hits can be collapsed by its values
    collapses: ClassVar[bool] = False
    is_vector: ClassVar[bool] = False
    is_opaque: ClassVar[bool] = False
    has_token_weights: ClassVar[bool] = False
    has_suggestions: ClassVar[bool] = False
    in_all_fields: ClassVar[bool] = False
    takes_text: ClassVar[bool] = True
    enumerates_terms: ClassVar[bool] = False
    has_fielddata: ClassVar[bool] = True
    no_fielddata: str = ""
    takes_objects: ClassVar[bool] = False
    key_prefix: bytes = b""
    key: str | None = None
    constant: str | None = None
    has_many_vectors: ClassVar[bool] = False
    is_feature: ClassVar[bool] = False
    is_shown_from_doc_values: ClassVar[bool] = False
    positive_score_impact: bool = True
    holds_histograms: ClassVar[bool] = False
    metrics: Mapping[str, str] | None = None
    counts_column: str | None = None
    lookup: "Lookup | None" = None
    unsearchable: str = ""
    needs_document: bool = False
    single_valued: ClassVar[bool] = False
    most_values: int = 2**31 - 1
    in_multi_fields: ClassVar[bool] = True
    takes_only_type: ClassVar[bool] = False
    may_be_nested: ClassVar[bool] = True
    names_field_in_errors: ClassVar[bool] = True

    def __init__(self, name: str, params: Mapping[str, Any], context: TypeContext) -> None:
        self.name = name
        self.params = dict(params)
        self.context = context
        self.structures = FieldStructures("term")
        self.null_value: Any = None
        self.companions: tuple[FieldType, ...] = ()
        self.configure()

    @classmethod
    def from_definition(cls, name: str, definition: Mapping[str, Any], context: TypeContext) -> "FieldType":
        """Builds the type of field `name` from its definition without `type`, `fields` and `copy_to`.

        Raises MapperParsingError for unknown or wrong parameters.
        """
        leaf = name.rpartition(".")[2]
        return cls(name, read_parameters(leaf, cls.type_name, cls.PARAMETERS, definition), context)

    def configure(self) -> None:
        """Sets `structures` and whatever else follows from the parameters; raises MapperParsingError."""

    def get(self, parameter: str) -> Any:
        """Returns a parameter's value: explicit, from the index settings, or the default."""
        if parameter in self.params:
            return self.params[parameter]
        if parameter in self.context.defaults:
            return self.context.defaults[parameter]
        return self.PARAMETERS[parameter].default if parameter in self.PARAMETERS else None

    def definition(self) -> dict[str, object]:
        """Returns the definition as Elasticsearch prints it: type, then explicit parameters unlike the default."""
        result: dict[str, Any] = {"type": self.type_name}
        for name, parameter in self.PARAMETERS.items():
            if name in self.params and (parameter.printed_if_given or self.params[name] != parameter.default):
                result[name] = self.params[name]
        return result

    def merged(self, update: "FieldType") -> tuple["FieldType", list[str]]:
        """Returns the type after an update to `update`, and the conflicts, one line each, that forbid it."""
        conflicts = []
        for name, parameter in self.PARAMETERS.items():
            old, new = self.compared(name), update.compared(name)
            if old != new and not self.may_change(parameter, old, new):
                conflicts.append(f"Cannot update parameter [{name}] from [{shown(old)}] to [{shown(new)}]")
        return update, conflicts

    def compared(self, parameter: str) -> object:
        """Returns a parameter's value as updates compare and show it."""
        return self.get(parameter)

    def may_change(self, parameter: Parameter, old: object, new: object) -> bool:
        """Tells whether an update may change this parameter."""
        return parameter.updateable

    @property
    def subfields(self) -> "tuple[FieldType, ...]":
        """Fields of their own, named below this one, that come with the type."""
        return ()

    def completed_by(self, value: object) -> dict[str, object] | None:
        """Returns the parameters that the first value of the index adds to the definition; None if it is complete."""
        return None

    @property
    def is_complete(self) -> bool:
        """Tells whether the definition has all that the first value of the index would add."""
        return True

    # what a field can do

    @property
    def is_searchable(self) -> bool:
        return self.structures.index != "none" or self.structures.doc_values == "numeric"

    @property
    def has_doc_values(self) -> bool:
        """Tells whether sorting, aggregations and scripts may read the field's column."""
        return self.structures.doc_values != "none" and bool(self.get("doc_values"))

    @property
    def presence_name(self) -> str:
        """Name of the field whose presence tells which documents have this one."""
        return self.name

    @property
    def shows_doc_values(self) -> bool:
        """Tells whether hits may show the column."""
        return self.has_doc_values

    @property
    def search_analyzer(self) -> str | None:
        """Name of the analyzer for query text; None where text is taken as it is."""
        return None

    @property
    def search_quote_analyzer(self) -> str | None:
        """Name of the analyzer for phrases; None where it is that for other text."""
        return None

    @property
    def intervals(self) -> Intervals | None:
        """What the field's values are, if they are intervals rather than single values."""
        return None

    def keyed(self, key: str) -> "FieldType | None":
        """Returns the type of one key of the objects that the field holds; None if it holds none."""
        return None

    @property
    def vectors(self) -> DenseVectors | None:
        """The field's vectors, if it holds dense ones."""
        return None

    @property
    def token_pruning(self) -> "TokenPruning | None":
        """Which tokens of a query are left out, where `has_token_weights`; None if none are."""
        return None

    @property
    def semantics(self) -> "SemanticTextFieldType | None":
        """The field, if its texts are found by their meaning."""
        return None

    def shingle_field(self, n_words: int) -> tuple[str, int] | None:
        """Returns the field that has neighbouring words as single terms, for a phrase of so many, and how many each."""
        return None

    @property
    def beginnings(self) -> "Beginnings | None":
        """The field that has beginnings, of one word or several, as terms."""
        return None

    def check_sortable(self) -> None:
        """Raises IllegalArgumentError if the field's values have no order that hits may be sorted by."""

    def check_exists(self) -> None:
        """Raises IllegalArgumentError if it cannot be asked which documents have the field."""

    def point_of(self, value: object) -> Point:
        """Returns the point that a JSON value stands for; raises FindlingError."""
        raise IllegalArgumentError(self._unsupported("geo"))

    # documents to columns

    def is_value(self, array: Sequence[object]) -> bool:
        """Tells whether a JSON array is one value of this type rather than several."""
        return False

    def leaves(self, value: object) -> list[object]:
        """Returns the values that one JSON value stands for, where the type `expands`; raises FindlingError."""
        return [value]

    def leaves_in_document(self, value: object, origin: Origin) -> list[object]:
        """The same as leaves where `needs_document`."""
        return self.leaves(value)

    def parse_texts(self, values: PackedTexts) -> ColumnValues | None:
        """Converts many strings at once as they stand packed; None leaves them to `parse_column`."""
        return None

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        """Converts many JSON values at once; None if some are odd and have to be taken one by one.

        values: no None, no arrays unless `is_value`
        types: exactly the types of the values
        """
        return None

    def parse_value(self, value: object) -> Any:
        """Converts one JSON value to a column value or term; None for no value, IGNORED for one that is left out.

        Raises a FindlingError with the cause in Elasticsearch's words; the document parser adds field and document.
        """
        raise IllegalArgumentError(f"field [{self.name}] of type [{self.type_name}] takes no values")

    def previewed(self, value: object) -> object:
        """Returns a wrong value of a document as the error shows it."""
        return value

    def parse_in_document(self, value: object, origin: Origin) -> object:
        """The same as parse_value where `needs_document`."""
        return self.parse_value(value)

    def several_values(self) -> IllegalArgumentError:
        """Returns the error for a second value in one document, where the type is `single_valued`."""
        return IllegalArgumentError(
            f"Field [{self.name}] of type [{self.type_name}] doesn't support indexing multiple values for the same "
            "field in the same document"
        )

    def gather(self, parsed: list[Any]) -> ColumnValues:
        """Returns values from `parse_value` in the shape a column has."""
        if self.structures.is_numeric:
            return np.array(parsed, dtype=np.float64 if self.structures.is_double else np.int64)
        return parsed

    # queries

    def index_term(self, value: object) -> bytes:
        """Returns the exact term that `value` has in the postings; raises IllegalArgumentError if it cannot be one."""
        raise IllegalArgumentError(self._unsupported("term"))

    def missing_term(self, value: object) -> bytes:
        """Returns the term that stands in for no value where documents are aggregated, see index_term."""
        return self.index_term(value)

    def column_value(self, value: object, round_up: bool = False) -> int | float | None:
        """Returns the column value equal to `value`; None if no document can have it (decimals, out of range).

        round_up: fill the missing parts of a date up
        """
        raise IllegalArgumentError(self._unsupported("term"))

    def member_value(self, value: object) -> int | float | None:
        """Returns `column_value` of one of several values; raises IllegalArgumentError for one beyond the type."""
        return self.column_value(value)

    def column_range(self, wanted: ValueRange) -> tuple[int, int] | tuple[float, float]:
        """Returns the inclusive bounds of a range in column values; low > high when nothing can match."""
        raise IllegalArgumentError(self._unsupported("range"))

    def _unsupported(self, query: str) -> str:
        return f"Field [{self.name}] of type [{self.type_name}] does not support {query} queries"

    def term_bounds(self, value: object) -> tuple[bytes, bytes] | None:
        """Returns the first and last term that a term query's value stands for, if it is a range (ip networks)."""
        return None

    def term_begins(self, term: bytes, text: str) -> bool:
        """Tells whether an encoded term, as it is shown, begins with a text."""
        return str(self.from_term(term)).startswith(text)

    # values shown

    def from_column(self, value: object) -> object:
        """Returns the JSON value of a column value."""
        return value

    def from_term(self, term: bytes) -> object:
        """Returns the JSON value of a term."""
        return term.decode("utf-8", "replace")

    @property
    def formats_doc_values(self) -> bool:
        """Tells whether `docvalue_fields` may give a format."""
        return self.numbers is not None and not self.numbers.is_truth

    def check_format(self, format: str) -> None:
        """Raises IllegalArgumentError for a format in which `fields` cannot show the field."""
        raise IllegalArgumentError(f"Field [{self.name}] of type [{self.type_name}] doesn't support formats.")

    def check_doc_value_format(self, format: str) -> None:
        """Raises IllegalArgumentError for a format in `docvalue_fields`, where there is none."""
        raise IllegalArgumentError(f"Field [{self.name}] of type [{self.type_name}] does not support custom formats")

    def doc_value(self, value: object, format: str | None = None) -> object:
        """Returns a column value or term as `docvalue_fields` shows it; format: None for the field's own."""
        if isinstance(value, bytes):
            return self.from_term(value)
        return self.from_column(value) if format is None else self.format_value(value, format)

    def fetched(self, value: object, format: str | None = None) -> object:
        """Returns a JSON value of a document as `fields` shows it; None for one that the field does not take.

        Raises a FindlingError for a value that the field could not have.
        """
        parsed = self.parse_value(value)
        return None if parsed is None or parsed is IGNORED else self.doc_value(parsed, format)

    def stored_value(self, value: object) -> object:
        """Returns a JSON value of a document as `stored_fields` shows it; None for one that the field does not take."""
        return self.fetched(value)

    def suggest_form(self, text: str) -> str | None:
        """Returns the only word that suggesters see in a text; None if the search analyzer takes it apart."""
        return text if self.search_analyzer is None else None

    def format_value(self, value: object, format: str | None = None, time_zone: str | None = None) -> str:
        """Returns a column value as text (`*_as_string`, `key_as_string`)."""
        if format is not None:
            raise IllegalArgumentError(
                f"Field [{self.name}] of type [{self.type_name}] does not support custom formats"
            )
        return str(self.from_column(value))


_TYPES: dict[str, type[FieldType]] = {}
T = TypeVar("T", bound=type[FieldType])


def register(cls: T) -> T:
    """Makes a field type available under its `type_name`."""
    _TYPES[cls.type_name] = cls
    return cls


def registered_types() -> Sequence[str]:
    """Returns the names of all field types, sorted."""
    return sorted(_TYPES)


def type_class(type_name: str, field: str) -> type[FieldType]:
    """Returns the class of a field type; raises MapperParsingError, naming the field, if there is none."""
    try:
        return _TYPES[type_name]
    except KeyError:
        raise MapperParsingError(
            f"The mapper type [{type_name}] declared on field [{field}] does not exist. It might have been created "
            "within a future version or requires a plugin to be installed. Check the documentation."
        ) from None


def numbers_of_type(type_name: str) -> NumberTraits | None:
    """Returns how the column of an unmapped field of a type is read; None if such fields have no numbers.

    Raises IllegalArgumentError if there is no such type.
    """
    if type_name not in _TYPES:
        raise IllegalArgumentError(f"No mapper found for type [{type_name}]")
    return _TYPES[type_name].numbers
