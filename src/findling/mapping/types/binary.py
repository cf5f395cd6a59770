"""binary: base64 text that is only kept in `_source`."""

import base64
import binascii

from findling.base.errors import IllegalArgumentError
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceOrder


@register
class BinaryFieldType(FieldType):
    """Neither searchable nor aggregatable; with doc_values its bytes are kept as terms."""

    type_name = "binary"
    family = "binary"
    unsearchable = "Binary fields do not support searching"
    takes_text = False
    PARAMETERS = parameters.table(parameters.STORE, parameters.boolean("doc_values", False))

    def configure(self) -> None:
        self.structures = FieldStructures("term", doc_values="ordinals" if self.get("doc_values") else "none")

    def parse_value(self, value: object) -> bytes:
        try:
            if not isinstance(value, str):
                raise ValueError("not text")
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise IllegalArgumentError("failed to decode base64 value") from None

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(self.unsearchable)

    @property
    def has_doc_values(self) -> bool:
        return False

    def check_sortable(self) -> None:
        if self.shows_doc_values:
            raise IllegalArgumentError("can't sort on binary field")

    @property
    def shows_doc_values(self) -> bool:
        return self.structures.doc_values != "none"

    @property
    def source_order(self) -> SourceOrder:
        return "distinct"

    def from_term(self, term: bytes) -> str:
        return base64.b64encode(term).decode("ascii")
