"""wildcard: keyword for long text that is searched by parts."""

from findling.mapping import parameters
from findling.mapping.field_type import register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.traits import UNSCORED_TERMS
from findling.mapping.types.keyword import NO_LIMIT, KeywordFieldType


@register
class WildcardFieldType(KeywordFieldType):
    """Terms as a keyword's: substrings are found in the term dictionary, which needs no n-grams."""

    type_name = "wildcard"
    collapses = False
    terms = UNSCORED_TERMS
    enumerates_terms = False
    PARAMETERS = parameters.table(
        parameters.null_value(parameters.read_string),
        parameters.natural("ignore_above", NO_LIMIT, updateable=True),
    )

    def configure(self) -> None:
        self.null_value = self.get("null_value")
        self.ignore_above = self.get("ignore_above")
        self.normalizer = None
        self.structures = FieldStructures("term", index="docs", doc_values="ordinals")

    @property
    def has_doc_values(self) -> bool:
        return True
