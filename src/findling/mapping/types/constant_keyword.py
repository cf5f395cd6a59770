"""constant_keyword: one value for all documents of the index."""

from findling.base.errors import IllegalArgumentError
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parameters import Parameter
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.traits import UNSCORED_TERMS
from findling.mapping.types.text_value import text_of


@register
class ConstantKeywordFieldType(FieldType):
    """A keyword whose value stands in the mapping; if it does not, the first document that has one sets it.

    Every document parsed while the value is known gets it as a term.
    """

    type_name = "constant_keyword"
    family = "keyword"
    terms = UNSCORED_TERMS
    enumerates_terms = True
    in_all_fields = True
    PARAMETERS = parameters.table(Parameter("value", None, parameters.read_string))

    def configure(self) -> None:
        self.constant = self.get("value")
        self.structures = FieldStructures("term", index="docs", doc_values="ordinals")

    @property
    def is_complete(self) -> bool:
        return self.constant is not None

    def completed_by(self, value: object) -> dict[str, object] | None:
        return None if self.is_complete else {"value": text_of(value)}

    def may_change(self, parameter: Parameter, old: object, new: object) -> bool:
        """A value may be set, not changed."""
        return parameter.updateable or (parameter.name == "value" and old is None)

    @property
    def has_doc_values(self) -> bool:
        return True

    def parse_value(self, value: object) -> None:
        """Only checks: the document parser gives the constant to all documents."""
        text = text_of(value)
        if text != self.constant:
            raise IllegalArgumentError(
                f"[constant_keyword] field [{self.name}] only accepts values that are equal to the value defined in "
                f"the mappings [{self.constant}], but got [{text}]"
            )

    def index_term(self, value: object) -> bytes:
        return text_of(value).encode("utf-8", "replace")
