"""A field as queries see it: its type and where it stands."""

from dataclasses import dataclass
from typing import Any

from findling.mapping.field_type import FieldType
from findling.mapping.parsed_batch import FieldStructures


@dataclass(frozen=True, slots=True)
class MappedField:
    """What `Mapping.field(name)` gives for a field, a multi-field, an alias (then its target) or a metadata field.

    name: full name, that of the target for an alias
    type: the field type object, with index_term, column_value, column_range, from_column, format_value...
    source_path: where its values stand in `_source`; that of the parent for a multi-field
    nested_path: the nearest nested object around it
    is_metadata: `_id`, `_index` and so on
    """

    name: str
    type: FieldType
    source_path: str
    nested_path: str | None = None
    is_metadata: bool = False

    @property
    def column(self) -> str:
        """Name of the column with its terms, as SegmentReader.ordinals takes it: keys of flattened fields share one."""
        return self.name if self.type.key is None else f"{self.name}\0{self.type.key}"

    @property
    def type_name(self) -> str:
        return self.type.type_name

    @property
    def family(self) -> str:
        return self.type.family

    @property
    def structures(self) -> FieldStructures:
        return self.type.structures

    @property
    def has_terms(self) -> bool:
        """Whether values are terms that stand for themselves."""
        return self.type.structures.has_terms and not self.type.holds_histograms and self.type.shapes_on is None

    @property
    def search_analyzer(self) -> str | None:
        return self.type.search_analyzer

    @property
    def params(self) -> dict[str, Any]:
        return self.type.params

    @property
    def is_searchable(self) -> bool:
        return self.type.is_searchable

    @property
    def is_aggregatable(self) -> bool:
        return self.type.has_doc_values

    @property
    def is_counter(self) -> bool:
        """Whether values are those of a counter in a time series, which only grows until it begins anew."""
        return self.type.context.has_series and self.type.get("time_series_metric") == "counter"

    def capabilities(self) -> dict[str, Any]:
        """Returns this field's entry of `_field_caps`, for one index."""
        result: dict[str, Any] = {
            "type": self.type_name,
            "metadata_field": self.is_metadata,
            "searchable": self.is_searchable,
            "aggregatable": self.is_aggregatable,
        }
        if self.type.get("time_series_dimension"):
            result["time_series_dimension"] = True
        if self.type.get("time_series_metric"):
            result["time_series_metric"] = self.type.get("time_series_metric")
        if self.type.get("meta"):
            result["meta"] = dict(self.type.get("meta"))
        return result
