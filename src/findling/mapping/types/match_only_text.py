"""match_only_text: text whose matches all score the same."""

from dataclasses import replace

from findling.mapping import parameters
from findling.mapping.field_type import register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.traits import TEXT_TERMS
from findling.mapping.types.text import TextFieldType


@register
class MatchOnlyTextFieldType(TextFieldType):
    """Text without norms and frequencies; positions are kept, so that phrases need no look into `_source`."""

    type_name = "match_only_text"
    terms = replace(TEXT_TERMS, scored=False, spans=False)
    PARAMETERS = parameters.table(
        parameters.string("analyzer", None),
        parameters.string("search_analyzer", None, updateable=True),
        parameters.string("search_quote_analyzer", None, updateable=True),
    )

    def configure(self) -> None:
        self._read_analyzers()
        analyzer = self.get("analyzer") or "default"
        self.structures = FieldStructures("text", index="positions", analyzer=analyzer, norms=False)
