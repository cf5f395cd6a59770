"""binary: base64 text that is kept in `_source`, and in a column if that is asked for."""

import base64
import binascii
import re
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceOrder
from findling.mapping.traits import ENCODED_TERMS

_BASE_64: Final = re.compile("[A-Za-z0-9+/]")


@register
class BinaryFieldType(FieldType):
    """Not searchable; with doc_values its bytes are kept as terms, which can be counted."""

    type_name = "binary"
    family = "binary"
    unsearchable = "Binary fields do not support searching"
    takes_text = False
    terms = ENCODED_TERMS
    is_opaque = True
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

    def missing_term(self, value: object) -> bytes:
        text = shown(value)
        bare = text.rstrip("=")
        foreign = next((character for character in bare if not _BASE_64.match(character)), None)
        if foreign is not None:
            raise IllegalArgumentError(f"Illegal base64 character {ord(foreign):x}")
        if len(bare) % 4 == 1:
            raise IllegalArgumentError("Last unit does not have enough valid bits")
        if len(text) - len(bare) not in (0, -len(bare) % 4):
            raise IllegalArgumentError("Input byte array has wrong 4-byte ending unit")
        return base64.b64decode(bare + "=" * (-len(bare) % 4))

    @property
    def has_doc_values(self) -> bool:
        return self.shows_doc_values

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
