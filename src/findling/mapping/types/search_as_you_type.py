"""search_as_you_type: text that also finds what is still being typed."""

from dataclasses import replace
from typing import Any, Final

from findling.base.errors import MapperParsingError
from findling.mapping import parameters
from findling.mapping.beginnings import Beginnings
from findling.mapping.derived_analyzers import beginnings, shingles
from findling.mapping.field_type import FieldType, register
from findling.mapping.parameters import Parameter
from findling.mapping.traits import TEXT_TERMS
from findling.mapping.types.text import INDEX_OPTIONS, TERM_VECTORS, TextFieldType
from findling.mapping.types.text_subfields import TextSubfieldType

LONGEST_BEGINNING: Final = 20
SIZES: Final = (2, 4)


@register
class SearchAsYouTypeFieldType(TextFieldType):
    """Text with subfields: `._2gram`, `._3gram` (up to `max_shingle_size`) of word shingles, `._index_prefix` of the
    beginnings of the longest shingles, and so of the shorter ones and of words.

    A `multi_match` of type `bool_prefix` over them is how they are meant to be searched.
    """

    type_name = "search_as_you_type"
    terms = replace(TEXT_TERMS, intervals=False)
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.STORE,
        parameters.boolean("doc_values", False),
        Parameter("max_shingle_size", 3, parameters.read_integer),
        Parameter("index_options", "positions", parameters.one_of(*INDEX_OPTIONS)),
        parameters.boolean("norms", True, updateable=True),
        Parameter("term_vector", "no", parameters.one_of(*TERM_VECTORS)),
        parameters.string("analyzer", None),
        parameters.string("search_analyzer", None, updateable=True),
        parameters.string("search_quote_analyzer", None, updateable=True),
        parameters.SIMILARITY,
    )

    def configure(self) -> None:
        self.max_shingle_size: int = self.get("max_shingle_size")
        if not SIZES[0] <= self.max_shingle_size <= SIZES[1]:
            raise MapperParsingError(
                f"[max_shingle_size] must be at least [{SIZES[0]}] and at most [{SIZES[1]}], got "
                f"[{self.max_shingle_size}]"
            )
        if self.get("doc_values"):
            raise MapperParsingError("Cannot set [doc_values] on field type [search_as_you_type]")
        super().configure()

    def get(self, parameter: str) -> Any:
        return 100 if parameter == "position_increment_gap" else super().get(parameter)

    def _subfields(self) -> tuple[FieldType, ...]:
        if not self.get("index"):
            return ()
        found: list[FieldType] = []
        for size in range(2, self.max_shingle_size + 1):
            steps = (shingles(size),)
            found.append(TextSubfieldType(self, f"_{size}gram", self.type_name, steps, steps, self.structures.index))
        words, starts = shingles(self.max_shingle_size, to_the_end=True), beginnings(1, LONGEST_BEGINNING, whole=True)
        search = (shingles(self.max_shingle_size),)
        prefix = TextSubfieldType(self, "_index_prefix", "prefix", (words, starts), search, index=self.structures.index)
        found.append(prefix)
        return tuple(found)

    def shingle_field(self, n_words: int) -> tuple[str, int] | None:
        if n_words < 2 or not self.companions:
            return None
        size = min(n_words, self.max_shingle_size)
        return f"{self.name}._{size}gram", size

    @property
    def beginnings(self) -> Beginnings | None:
        if not self.companions:
            return None
        return Beginnings(f"{self.name}._index_prefix", 1, LONGEST_BEGINNING, of_shingles=True)

    @property
    def subfields(self) -> tuple[FieldType, ...]:
        return self.companions
