"""completion: what is suggested while a user types. Its terms are described in mapping/types/suggestion_terms."""

import re
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.field_type import ColumnValues, FieldType, Origin, register
from findling.mapping.parameters import Parameter
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import IGNORED
from findling.mapping.types.completion_context import Context, read_contexts, read_values
from findling.mapping.types.completion_forms import forms_of
from findling.mapping.types.keyword import utf16_length
from findling.mapping.types.suggestion_terms import (
    MAX_WEIGHT,
    SuggestionTerm,
    decode_suggestion,
    encode_suggestion,
)

MEMBERS: Final = ("input", "weight", "contexts")
FORBIDDEN = re.compile("[\x00\x1d\x1e\x1f]")


@register
class CompletionFieldType(FieldType):
    """Terms of suggestions.

    contexts: what suggestions may be filtered and boosted by
    """

    type_name = "completion"
    family = "completion"
    has_suggestions = True
    has_fielddata = False
    takes_objects = True
    names_field_in_errors = False
    PARAMETERS = parameters.table(
        parameters.string("analyzer", "simple"),
        parameters.string("search_analyzer", None, updateable=True),
        parameters.boolean("preserve_separators", True),
        parameters.boolean("preserve_position_increments", True),
        parameters.integer("max_input_length", 50, updateable=True),
        Parameter("contexts", None, read_contexts, accepts_null=True),
    )

    def configure(self) -> None:
        self.max_input_length: int = self.get("max_input_length")
        if self.max_input_length <= 0:
            raise IllegalArgumentError(f"[max_input_length] must be > 0 but was [{self.max_input_length}]")
        self.contexts: tuple[Context, ...] = self.get("contexts") or ()
        self.needs_document = any(context.path is not None for context in self.contexts)
        for name in (self.get("analyzer"), self.get("search_analyzer")):
            if name is not None:
                self.context.analysis.analyzer(name)
        self.structures = FieldStructures("term", index="docs", suggestions=True)

    def definition(self) -> dict[str, object]:
        """Elasticsearch prints most parameters even where they are the defaults."""
        result = super().definition()
        for name in ("analyzer", "preserve_separators", "preserve_position_increments", "max_input_length"):
            result[name] = self.get(name)
        if self.contexts:
            result["contexts"] = [context.definition() for context in self.contexts]
        return result

    @property
    def search_analyzer(self) -> str | None:
        return str(self.get("search_analyzer") or self.get("analyzer"))

    @property
    def has_doc_values(self) -> bool:
        return False

    expands = True

    def leaves(self, value: object) -> list[object]:
        return self._leaves(value, {})

    def leaves_in_document(self, value: object, origin: Origin) -> list[object]:
        return self._leaves(value, origin.source)

    def _leaves(self, value: object, source: Mapping[str, Any]) -> list[object]:
        """Returns the terms of one suggestion, IGNORED for each blank input; raises IllegalArgumentError.

        source: the document, for contexts that are taken from it
        """
        if isinstance(value, str):
            return self._terms(value, 1, None, source)
        if not isinstance(value, dict):
            token = "VALUE_BOOLEAN" if isinstance(value, bool) else "VALUE_NUMBER"
            raise IllegalArgumentError(f"failed to parse [{self.name}]: expected text or object, but got {token}")
        for key in value:
            if key not in MEMBERS:
                raise IllegalArgumentError(f"unknown field name [{key}], must be one of [{', '.join(MEMBERS)}]")
        weight = _weight(value.get("weight", 1))
        given = value.get("contexts")
        return [term for text in _inputs(value.get("input")) for term in self._terms(text, weight, given, source)]

    def _terms(self, text: str, weight: int, given: object, source: Mapping[str, Any]) -> list[object]:
        if not text.strip():
            return [IGNORED]
        if given is not None and not self.contexts:
            raise IllegalArgumentError(f"Contexts are not supported for field [{self.name}]")
        contexts: list[tuple[int, str] | None] = [None]
        if self.contexts:
            contexts = list(read_values(self.contexts, given, source, self.name))
        text = self._cut(text)
        found = FORBIDDEN.search(text)
        if found:
            raise IllegalArgumentError(
                f"Illegal input [{text}] UTF-16 codepoint [0x{ord(found[0]):x}] at position {found.start()} is a "
                "reserved character"
            )
        forms = self.forms(text, self.get("analyzer"))
        return [
            encode_suggestion(SuggestionTerm(form, text, weight, context)) for context in contexts for form in forms
        ]

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        return values if types == {bytes} else None

    def parse_value(self, value: object) -> Any:
        """Returns a term as `leaves` made it."""
        return value

    def parse_in_document(self, value: object, origin: Origin) -> Any:
        return value

    def fetched(self, value: object, format: str | None = None) -> object:
        return value

    def _cut(self, text: str) -> str:
        """Returns the text up to max_input_length UTF-16 units; half a pair is made whole."""
        if utf16_length(text) <= self.max_input_length:
            return text.encode("utf-8", "replace").decode()
        kept, length = [], 0
        for letter in text:
            if length >= self.max_input_length:
                break
            length += 2 if ord(letter) > 0xFFFF else 1
            kept.append(letter)
        return "".join(kept).encode("utf-8", "replace").decode()

    def suggest_form(self, text: str) -> str | None:
        return next(iter(self.forms(text, str(self.search_analyzer))), "")

    def forms(self, text: str, analyzer: str) -> list[str]:
        """Returns the analysed forms of a text, by which suggestions are found."""
        return forms_of(
            self.context.analysis.analyzer(analyzer),
            text,
            separates=bool(self.get("preserve_separators")),
            keeps_gaps=bool(self.get("preserve_position_increments")),
        )

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(f"Field [{self.name}] of type [completion] does not support term queries")

    def from_term(self, term: bytes) -> str:
        return decode_suggestion(term).text


def _inputs(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise IllegalArgumentError(f"input must be a string or array, but was [{_token(value)}]")
    for entry in value:
        if not isinstance(entry, str):
            raise IllegalArgumentError(f"input array must have string values, but was [{_token(entry)}]")
    return value


def _weight(value: Any) -> int:
    if isinstance(value, str):
        try:
            value = int(value)
        except ValueError:
            raise NumberFormatError(f"weight must be an integer, but was [{value}]") from None
    if type(value) not in (int, float):
        raise IllegalArgumentError(f"weight must be a number or string, but was [{_token(value)}]")
    if value != value or value in (float("inf"), -float("inf")) or int(value) != value:
        raise IllegalArgumentError(f"weight must be an integer, but was [{shown(value)}]")
    if not 0 <= value <= MAX_WEIGHT:
        raise IllegalArgumentError(f"weight must be in the interval [0..{MAX_WEIGHT}], but was [{int(value)}]")
    return int(value)


def _token(value: object) -> str:
    kinds: dict[type, str] = {
        str: "VALUE_STRING",
        bool: "VALUE_BOOLEAN",
        list: "START_ARRAY",
        dict: "START_OBJECT",
        type(None): "VALUE_NULL",
    }
    return kinds.get(type(value), "VALUE_NUMBER")
