"""text: analysed full text."""

from collections.abc import Sequence
from typing import Any, Literal

from findling.analysis.packed_strings import PackedTexts
from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping import parameters
from findling.mapping.beginnings import Beginnings
from findling.mapping.derived_analyzers import beginnings, shingles
from findling.mapping.field_type import ColumnValues, FieldType, register
from findling.mapping.parameters import Parameter, Place
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.similarity import similarity_of
from findling.mapping.synthetic_values import SourceOrder
from findling.mapping.traits import TEXT_TERMS
from findling.mapping.types.text_check import TextCheck
from findling.mapping.types.text_subfields import TextSubfieldType
from findling.mapping.types.text_value import text_of

INDEX_OPTIONS: dict[str, Literal["docs", "freqs", "positions", "offsets"]] = {
    "positions": "positions",
    "docs": "docs",
    "freqs": "freqs",
    "offsets": "offsets",
}
_MOST_POSITIONS = 2**31 - 2**28
"""That the gaps between the values of a document may take; the rest is more than its words can need."""
TERM_VECTORS = (
    "no",
    "yes",
    "with_positions",
    "with_offsets",
    "with_positions_offsets",
    "with_positions_payloads",
    "with_positions_offsets_payloads",
)


def read_prefixes(at: Place, value: object) -> dict[str, int]:
    """Reads `index_prefixes`: lengths between 1 and 19, 2 to 5 by default."""
    given = parameters.read_object(at, value)
    low, high = int(given.get("min_chars", 2)), int(given.get("max_chars", 5))
    if low > high:
        raise IllegalArgumentError(f"min_chars [{low}] must be less than max_chars [{high}]")
    if low < 1:
        raise IllegalArgumentError(f"min_chars [{low}] must be greater than zero")
    if high >= 20:
        raise IllegalArgumentError(f"max_chars [{high}] must be less than 20")
    return {"min_chars": low, "max_chars": high}


@register
class TextFieldType(FieldType):
    """Full text: tokens with positions and norms, no column; `fielddata` makes one out of the postings.

    similarity: how matches score
    """

    type_name = "text"
    family = "text"
    terms = TEXT_TERMS
    in_all_fields = True
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.STORE,
        Parameter("index_options", "positions", parameters.one_of(*INDEX_OPTIONS)),
        parameters.boolean("norms", True, updateable=True),
        Parameter("term_vector", "no", parameters.one_of(*TERM_VECTORS)),
        parameters.string("analyzer", None),
        parameters.string("search_analyzer", None, updateable=True),
        parameters.string("search_quote_analyzer", None, updateable=True),
        parameters.SIMILARITY,
        parameters.integer("position_increment_gap", 100),
        parameters.boolean("fielddata", False, updateable=True),
        parameters.boolean("eager_global_ordinals", False, updateable=True),
        parameters.anything("fielddata_frequency_filter", updateable=True),
        parameters.boolean("index_phrases", False),
        Parameter("index_prefixes", None, read_prefixes, accepts_null=True),
    )

    def configure(self) -> None:
        self._read_analyzers()
        gap = self.get("position_increment_gap")
        if gap < 0:
            raise MapperParsingError(f"[position_increment_gap] must be positive, got [{gap}]")
        indexed = self.get("index")
        has_gain = not self.context.is_opensearch
        self.similarity = similarity_of(self.get("similarity"), self.name, self.context.similarities, has_gain)
        self.structures = FieldStructures(
            "text",
            index=INDEX_OPTIONS[self.get("index_options")] if indexed else "none",
            analyzer=self.get("analyzer") or "default",
            norms=bool(indexed and self.get("norms")),
            position_gap=gap,
            discount_overlaps=self.similarity.discount_overlaps,
            term_offsets="offsets" in self.get("term_vector"),
        )
        self.most_values = max(_MOST_POSITIONS // max(gap, 1), 1)
        self.companions = self._subfields()

    def _subfields(self) -> tuple[FieldType, ...]:
        """Returns the hidden fields of `index_prefixes` and `index_phrases`; raises MapperParsingError."""
        prefixes, leaf = self.get("index_prefixes"), self.name.rpartition(".")[2]
        found: list[FieldType] = []
        if prefixes:
            if not self.get("index"):
                raise MapperParsingError(f"Cannot set index_prefixes on unindexed field [{leaf}]")
            steps = (beginnings(prefixes["min_chars"], prefixes["max_chars"]),)
            index = "docs" if self.structures.index == "freqs" else self.structures.index
            found.append(TextSubfieldType(self, "_index_prefix", "prefix", steps, index=index))
        if self.get("index_phrases"):
            if not self.get("index"):
                raise MapperParsingError(f"Cannot set index_phrases on unindexed field [{leaf}]")
            if self.structures.index not in ("positions", "offsets"):
                raise MapperParsingError(f"Cannot set index_phrases on field [{leaf}] if positions are not enabled")
            pairs = (shingles(2),)
            found.append(TextSubfieldType(self, "_index_phrase", "phrase", pairs, pairs, "positions"))
        return tuple(found)

    def _read_analyzers(self) -> None:
        """Checks the analyzers' names and finds out whether the index has one for searching."""
        self._default_search = "default_search" if self._knows("default_search") else "default"
        names = [self.params.get(name) for name in ("analyzer", "search_analyzer", "search_quote_analyzer")]
        for name in names:
            if name is not None:
                self.context.analysis.analyzer(name)
        index_analyzer = names[0] or "default"
        analyzer = self.context.analysis.analyzer(index_analyzer)
        self._check = TextCheck(self.name, analyzer)
        if filters := analyzer.search_time_filters:
            raise MapperParsingError(
                f"analyzer [{index_analyzer}] contains filters [{', '.join(filters)}] that are not allowed to run in "
                "index time mode."
            )

    def _knows(self, analyzer: str) -> bool:
        try:
            self.context.analysis.analyzer(analyzer)
        except IllegalArgumentError:
            return False
        return True

    def definition(self) -> dict[str, object]:
        """An analyzer is shown where the one that stands in for it by default is another."""
        definition = super().definition()
        index, search, quote = self.get("analyzer"), self.search_analyzer, self.search_quote_analyzer
        if not (index or "default") == search == quote:
            definition["analyzer"] = index or "default"
        elif index == "default":
            del definition["analyzer"]
        definition.pop("search_analyzer", None)
        if search != quote or search != (index or self._default_search):
            definition["search_analyzer"] = search
        if quote == search:
            definition.pop("search_quote_analyzer", None)
        order = ["type", *self.PARAMETERS]
        return {name: definition[name] for name in sorted(definition, key=order.index)}

    def compared(self, parameter: str) -> object:
        """No analyzer is the index's default one."""
        return self.get(parameter) or ("default" if parameter == "analyzer" else self.get(parameter))

    def may_change(self, parameter: Parameter, old: object, new: object) -> bool:
        """Norms may be given up, not taken up."""
        return parameter.updateable and (parameter.name != "norms" or old is True)

    @property
    def search_analyzer(self) -> str | None:
        """Its search analyzer, its index analyzer, the index's `default_search`, its `default`: the first there is."""
        return self.get("search_analyzer") or self.get("analyzer") or self._default_search

    @property
    def search_quote_analyzer(self) -> str | None:
        """Name of the analyzer for phrases."""
        return self.get("search_quote_analyzer") or self.search_analyzer

    def shingle_field(self, n_words: int) -> tuple[str, int] | None:
        return (f"{self.name}._index_phrase", 2) if n_words > 1 and self.get("index_phrases") else None

    @property
    def beginnings(self) -> Beginnings | None:
        lengths = self.get("index_prefixes")
        return lengths and Beginnings(f"{self.name}._index_prefix", lengths["min_chars"], lengths["max_chars"])

    @property
    def has_doc_values(self) -> bool:
        return bool(self.get("fielddata"))

    def parse_texts(self, values: PackedTexts) -> ColumnValues | None:
        return None if self._check.is_needed(int(values.encoded.lengths.max(initial=0))) else values

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if types != {str} or self._check.is_needed(max(map(len, values))):
            return None
        return values

    def parse_value(self, value: object) -> str:
        return self._check.check(text_of(value))

    @property
    def source_order(self) -> SourceOrder:
        return "given"

    def source_type(self, multi_fields: Sequence[FieldType]) -> FieldType:
        if self.get("store"):
            return self
        return next((each for each in multi_fields if each.holds_whole_texts), self)

    def source_value(self, value: object) -> object:
        return value

    def fetched(self, value: object, format: str | None = None) -> object:
        return text_of(value)

    def index_term(self, value: object) -> bytes:
        return text_of(value).encode("utf-8", "replace")
