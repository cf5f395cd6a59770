"""Fields that come with a text field: shingles and beginnings of the same text, analysed in a way of their own."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from findling.analysis.packed_strings import PackedTexts
from findling.mapping.beginnings import Beginnings
from findling.mapping.derived_analyzers import Step, derived_analyzer
from findling.mapping.field_type import ColumnValues, FieldType
from findling.mapping.parsed_batch import FieldStructures, IndexOptions
from findling.mapping.traits import TEXT_TERMS
from findling.mapping.types.text_value import text_of

if TYPE_CHECKING:
    from findling.mapping.types.text import TextFieldType


class TextSubfieldType(FieldType):
    """The text of `parent` under another name.

    steps: what follows the parent's analyzer when documents are indexed
    search_steps: what follows its search analyzer
    index: what the postings hold
    """

    family = "text"
    terms = replace(TEXT_TERMS, intervals=False)
    in_all_fields = True

    def __init__(
        self,
        parent: "TextFieldType",
        suffix: str,
        type_name: str,
        steps: tuple[Step, ...],
        search_steps: tuple[Step, ...] = (),
        index: IndexOptions = "docs",
    ) -> None:
        self.parent = parent
        self._type_name = type_name
        self._index = index
        analysis = parent.context.analysis
        self._analyzer = derived_analyzer(analysis, parent.structures.analyzer or "default", *steps)
        search = parent.search_analyzer or "default"
        self._search_analyzer = derived_analyzer(analysis, search, *search_steps) if search_steps else search
        super().__init__(f"{parent.name}.{suffix}", {}, parent.context)

    @property
    def type_name(self) -> str:  # type: ignore[override]
        """Elasticsearch's name of the parent's type or of the kind of subfield."""
        return self._type_name

    def configure(self) -> None:
        self.similarity = self.parent.similarity
        norms = self.parent.structures.norms and self._type_name != "prefix"
        self.structures = FieldStructures(
            "text",
            index=self._index,
            analyzer=self._analyzer,
            norms=norms,
            position_gap=self.parent.structures.position_gap,
            discount_overlaps=self.parent.structures.discount_overlaps,
        )

    def get(self, parameter: str) -> Any:
        return self.parent.get(parameter) if parameter == "similarity" else super().get(parameter)

    @property
    def search_analyzer(self) -> str:
        return self._search_analyzer

    @property
    def search_quote_analyzer(self) -> str:
        return self._search_analyzer

    @property
    def beginnings(self) -> Beginnings | None:
        """Those of the parent, unless this is the field of them; what is looked for here is in shingles already."""
        found = self.parent.beginnings
        return None if found is None or self._type_name == "prefix" else found._replace(of_shingles=False)

    @property
    def has_doc_values(self) -> bool:
        return False

    def parse_texts(self, values: PackedTexts) -> ColumnValues:
        return values

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        return values if types == {str} else None

    def parse_value(self, value: object) -> str:
        return text_of(value)

    def fetched(self, value: object, format: str | None = None) -> object:
        return text_of(value)

    def index_term(self, value: object) -> bytes:
        return text_of(value).encode("utf-8", "replace")
