"""percolator: queries as documents."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from findling.base.errors import IllegalArgumentError
from findling.mapping.field_type import FieldType, Origin, register
from findling.mapping.parsed_batch import FieldStructures

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping as IndexMapping

QueryCheck = Callable[[Any, "IndexMapping | None"], object]
_checks: list[QueryCheck] = []


def check_queries_with(check: QueryCheck) -> None:
    """Makes `check`, which raises FindlingErrors, look at every query that is indexed, with the mapping it is for.

    Parsing queries is the business of a package above this one, which registers itself here.
    """
    _checks[:] = [check]


@register
class PercolatorFieldType(FieldType):
    """A query, kept as its JSON text in a dictionary of its own."""

    type_name = "percolator"
    family = "percolator"
    single_valued = True
    needs_document = True
    names_field_in_errors = False

    def configure(self) -> None:
        self.structures = FieldStructures("term", doc_values="ordinals")

    @property
    def is_searchable(self) -> bool:
        return False

    @property
    def has_doc_values(self) -> bool:
        return False

    def parse_in_document(self, value: object, origin: Origin) -> bytes:
        if not isinstance(value, dict):
            raise IllegalArgumentError("Malformed query, expected start of an object but found a value")
        for check in _checks:
            check(value, origin.mapping)
        return orjson.dumps(value)

    def parse_value(self, value: object) -> bytes:
        return self.parse_in_document(value, Origin("", None, {}))

    def from_term(self, term: bytes) -> object:
        return orjson.loads(term)
