"""keyword: text taken whole, with ordinals for sorting and aggregations."""

from typing import Any

from findling.analysis.packed_strings import PackedTexts
from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping import parameters
from findling.mapping.field_type import ColumnValues, FieldType, Normalizer, register
from findling.mapping.parameters import Parameter
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.raw_values import distinct
from findling.mapping.similarity import BOOLEAN, Similarity, similarity_of
from findling.mapping.synthetic_values import IGNORED, Ignored, SourceArrays, SourceOrder
from findling.mapping.traits import KEYWORD_TERMS
from findling.mapping.types.text_value import text_of

MAX_TERM_BYTES = 32_766
NO_LIMIT = 2_147_483_647


def utf16_length(text: str) -> int:
    """Returns the length in UTF-16 units, which is what Java counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@register
class KeywordFieldType(FieldType):
    """Exact values: one term per value."""

    type_name = "keyword"
    family = "keyword"
    terms = KEYWORD_TERMS
    enumerates_terms = True
    in_all_fields = True
    collapses = True
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.null_value(parameters.read_string),
        parameters.boolean("eager_global_ordinals", False, updateable=True),
        parameters.natural("ignore_above", NO_LIMIT, updateable=True),
        Parameter("index_options", "docs", parameters.one_of("docs", "freqs")),
        parameters.boolean("norms", False, updateable=True),
        parameters.SIMILARITY,
        Parameter("use_similarity", None, parameters.read_boolean, updateable=True),
        parameters.Parameter("normalizer", None, parameters.read_string, accepts_null=True),
        parameters.boolean("split_queries_on_whitespace", False, updateable=True),
        parameters.SCRIPT,
        parameters.ON_SCRIPT_ERROR,
        parameters.DIMENSION,
    )

    def configure(self) -> None:
        self.null_value = self.get("null_value")
        self.ignore_above = self.get("ignore_above")
        self.similarity = self._similarity()
        self.normalizer: Normalizer | None = self._normalizer(self.get("normalizer"))
        indexed = self.get("index")
        self.structures = FieldStructures(
            "term",
            index=("docs" if self.get("index_options") == "docs" else "freqs") if indexed else "none",
            norms=bool(indexed and self.get("norms")),
            doc_values="ordinals" if self.get("doc_values") else "none",
        )

    def _similarity(self) -> Similarity:
        """Returns how matches score; in indices of OpenSearch by their boost alone, unless the field says otherwise."""
        opensearch, wanted = self.context.is_opensearch, self.get("use_similarity")
        if wanted is not None and not opensearch:
            leaf = self.name.rpartition(".")[2]
            raise MapperParsingError(f"unknown parameter [use_similarity] on mapper [{leaf}] of type [keyword]")
        if opensearch and not wanted:
            return BOOLEAN
        return similarity_of(self.get("similarity"), self.name, self.context.similarities, not opensearch)

    def _normalizer(self, name: str | None) -> Normalizer | None:
        if name is None:
            return None
        try:
            normalizer: Normalizer = self.context.analysis.normalizer(name)
        except IllegalArgumentError:
            leaf = self.name.rpartition(".")[2]
            raise MapperParsingError(f"normalizer [{name}] not found for field [{leaf}]") from None
        return normalizer

    @property
    def holds_whole_texts(self) -> bool:
        return self.source_order != "kept"

    @property
    def source_order(self) -> SourceOrder:
        if self.normalizer is not None:
            return "kept"
        if self.get("store"):
            return "given"
        return "distinct" if self.has_doc_values else "kept"

    @property
    def source_arrays(self) -> SourceArrays:
        return "kept" if self.get("store") else "given"

    def ignored_source_value(self, value: object) -> object:
        return text_of(value)

    def may_change(self, parameter: Parameter, old: object, new: object) -> bool:
        """Norms may be given up, not taken up."""
        return parameter.updateable and (parameter.name != "norms" or old is True)

    @property
    def search_analyzer(self) -> str | None:
        """`whitespace` with split_queries_on_whitespace; the normalizer is applied by `index_term`."""
        return "whitespace" if self.get("split_queries_on_whitespace") else None

    def suggest_form(self, text: str) -> str | None:
        return self._encode(text).decode() if self.search_analyzer is None else None

    def parse_texts(self, values: PackedTexts) -> ColumnValues | None:
        most_bytes = int(values.encoded.lengths.max(initial=0))
        if self.normalizer is not None or most_bytes > min(self.ignore_above, MAX_TERM_BYTES):
            return None
        return values.encoded

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        if types != {str}:
            return None
        longest = max(map(len, values))
        if longest * 2 > self.ignore_above or longest * 3 > MAX_TERM_BYTES:
            return self._parse_long(values, longest)
        if self.normalizer is not None:
            return distinct(values, self._encode)
        try:
            return list(map(str.encode, values))
        except UnicodeEncodeError:
            return [value.encode("utf-8", "replace") for value in values]

    def _parse_long(self, values: list[str], longest: int) -> ColumnValues | None:
        """The same with an exact look at the lengths; None if some value has to be left out."""
        if longest > self.ignore_above or any(utf16_length(value) > self.ignore_above for value in values):
            return None
        terms = [self._encode(value) for value in values]
        return terms if max(map(len, terms)) <= MAX_TERM_BYTES else None

    def parse_value(self, value: object) -> bytes | Ignored:
        text = text_of(value)
        if utf16_length(text) > self.ignore_above:
            return IGNORED
        term = self._encode(text)
        return term if self._is_only_source else self._checked(text, term)

    @property
    def _is_only_source(self) -> bool:
        """Whether values become neither postings nor doc values, whatever their length."""
        return self.structures.index == "none" and self.structures.doc_values == "none"

    def _checked(self, text: str, term: bytes) -> bytes:
        """Returns the term of a text; raises IllegalArgumentError if it is too long for an index."""
        return check_term(self.name, term)

    def _encode(self, text: str) -> bytes:
        return (self.normalizer.normalize(text) if self.normalizer else text).encode("utf-8", "replace")

    def index_term(self, value: object) -> bytes:
        return self._encode(text_of(value))


def check_term(field: str, term: bytes) -> bytes:
    """Returns the term; raises IllegalArgumentError if it is longer than the 32,766 bytes that an index takes."""
    if len(term) <= MAX_TERM_BYTES:
        return term
    raise IllegalArgumentError(immense_term(field, term))


def immense_term(field: str, term: bytes, gap: str = " ") -> str:
    """Returns what is said of a term that is too long.

    gap: what stands between the sentences; Lucene and Elasticsearch are not of one mind
    """
    prefix = ", ".join(str(byte - 256 if byte > 127 else byte) for byte in term[:30])
    return gap.join(
        (
            f'Document contains at least one immense term in field="{field}" (whose UTF8 encoding is longer than the '
            f"max length {MAX_TERM_BYTES}), all of which were skipped.",
            "Please correct the analyzer to not produce such terms.",
            f"The prefix of the first immense term is: '[{prefix}]...'",
        )
    )
