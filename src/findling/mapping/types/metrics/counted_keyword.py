"""counted_keyword: keywords of which it is kept how often each stands in a document."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.traits import KEYWORD_TERMS
from findling.mapping.types.keyword import check_term
from findling.mapping.types.text_value import text_of

_COUNT_BYTES: Final = 4


@register
class CountedKeywordFieldType(FieldType):
    """One term per distinct value; a hidden companion has the same terms in the same order with their counts."""

    type_name = "counted_keyword"
    family = "keyword"
    terms = KEYWORD_TERMS
    expands = True
    PARAMETERS = parameters.table(parameters.INDEX)

    def configure(self) -> None:
        self.structures = FieldStructures("term", index="docs" if self.get("index") else "none", doc_values="ordinals")
        self.companions = (_CountsFieldType(self),)
        self.counts_column = self.companions[0].name

    def is_value(self, array: Sequence[object]) -> bool:
        """All values of a document are taken together."""
        return True

    def leaves(self, value: object) -> list[object]:
        return list(_texts(value))

    @property
    def has_doc_values(self) -> bool:
        return True

    def parse_value(self, value: object) -> bytes:
        return check_term(self.name, text_of(value).encode("utf-8", "replace"))

    def fetched(self, value: object, format: str | None = None) -> object:
        return value

    def index_term(self, value: object) -> bytes:
        return text_of(value).encode("utf-8", "replace")


class _CountsFieldType(FieldType):
    """Terms, a zero byte, and how often each stands in the document."""

    type_name = "counted_keyword"
    expands = True

    def __init__(self, parent: CountedKeywordFieldType) -> None:
        super().__init__(f"{parent.name}\0counts", {}, parent.context)

    def configure(self) -> None:
        self.structures = FieldStructures("term", doc_values="ordinals")

    def is_value(self, array: Sequence[object]) -> bool:
        return True

    def leaves(self, value: object) -> list[object]:
        counted = Counter(_texts(value))
        return [
            text.encode("utf-8", "replace") + b"\0" + count.to_bytes(_COUNT_BYTES, "big")
            for text, count in counted.items()
        ]

    def parse_value(self, value: Any) -> bytes:
        return bytes(value)


def counts_of_terms(terms: Sequence[bytes]) -> npt.NDArray[np.int64]:
    """Returns the counts at the end of the companion's terms."""
    return np.frombuffer(b"".join(term[-_COUNT_BYTES:] for term in terms), ">u4").astype(np.int64)


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for entry in value for text in _texts(entry)]
    return [] if value is None else [text_of(value)]
