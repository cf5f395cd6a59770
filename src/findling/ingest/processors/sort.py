"""sort: the values of a list in order."""

from typing import Any

from findling.base.errors import IllegalArgumentError, NullPointerError
from findling.base.java_values import no_cast
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.java_types import java_class, utf16_units
from findling.ingest.processor import Making, Processor, register


class SortProcessor(Processor):
    """Sorts a list whose values can be compared with each other."""

    kind = "sort"

    def __init__(self, field: FieldPath, target: FieldPath, descending: bool) -> None:
        self._field = field
        self._target = target
        self._descending = descending

    def process(self, document: IngestDocument) -> None:
        values = self._field.get_as(document, list)
        if values is None:
            raise IllegalArgumentError(f"field [{self._field.text}] is null, cannot sort.")
        self._target.set(document, sorted(values, key=_key_of(values), reverse=self._descending))


def _key_of(values: list[Any]) -> Any:
    """Returns the function that the values are sorted by. Raises ClassCastError if they cannot be compared."""
    if len(values) > 1 and any(value is None for value in values):
        raise NullPointerError('Cannot invoke "java.lang.Comparable.compareTo(Object)" because "a[runHi]" is null')
    kinds = {java_class(value) for value in values}
    for kind in kinds & {"java.util.HashMap", "java.util.ArrayList"}:
        raise no_cast(kind, "java.lang.Comparable")
    if len(kinds) > 1:
        first = java_class(values[0])
        raise no_cast(first, next(kind for kind in map(java_class, values) if kind != first))
    return utf16_units if kinds == {"java.lang.String"} else None


@register("sort")
def make_sort(making: Making) -> SortProcessor:
    """Reads {"sort": {"field": "tags", "order": "desc"}}."""
    given = making.configuration
    field = given.required_text("field")
    target = given.text("target_field") or field
    order = given.text("order") or "asc"
    if order not in ("asc", "desc"):
        raise given.fault("order", f"Sort direction [{order}] not recognized. Valid values are: [asc, desc]")
    return SortProcessor(field_path(field), field_path(target), order == "desc")
