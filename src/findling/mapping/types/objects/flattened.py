"""flattened: a whole JSON object in one field, its leaves as keywords."""

from collections.abc import Iterator, Sequence
from typing import Any

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import json_token
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceArrays
from findling.mapping.types.keyword import MAX_TERM_BYTES, NO_LIMIT, KeywordFieldType, utf16_length
from findling.mapping.types.text_value import text_of

SEPARATOR = "\0"
MOST_LEVELS = 500
"""Of objects and arrays in each other: what every stack takes; Elasticsearch reads 1,000 of any JSON."""
KEYED = "._keyed"


@register
class FlattenedFieldType(KeywordFieldType):
    """Two term columns: all leaf values under the field's name, and `key NUL value` under `NAME._keyed`.

    A query on `NAME.key` uses the field that `keyed` returns.
    """

    type_name = "flattened"
    collapses = False
    family = "flattened"
    expands = True
    enumerates_terms = False
    takes_objects = True
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.null_value(parameters.read_string),
        parameters.boolean("eager_global_ordinals", False, updateable=True),
        parameters.natural("ignore_above", NO_LIMIT, updateable=True),
        parameters.natural("depth_limit", 20, updateable=True),
        parameters.Parameter("index_options", "docs", parameters.one_of("docs", "freqs")),
        parameters.SIMILARITY,
        parameters.boolean("split_queries_on_whitespace", False, updateable=True),
        parameters.anything("time_series_dimensions"),
    )

    def configure(self) -> None:
        super().configure()
        self.companions: tuple[FieldType, ...] = (KeyedFieldType(self, None),)

    def leaves(self, value: object) -> list[object]:
        leaves = leaves_of(value, self)
        for key, text in leaves:
            self._check_length(key, text)
        return [text for _, text in leaves]

    def _check_length(self, key: str, text: str) -> None:
        """Raises IllegalArgumentError for a leaf that is too long for a term together with its key."""
        lengths = len(key.encode("utf-8", "replace")), len(text.encode("utf-8", "replace"))
        if sum(lengths) + len(SEPARATOR) > MAX_TERM_BYTES and utf16_length(text) <= self.ignore_above:
            raise IllegalArgumentError(
                f"Flattened field [{self.name}] contains one immense field whose keyed encoding is longer than the "
                f"allowed max length of {MAX_TERM_BYTES} bytes. Key length: {lengths[0]}, value length: {lengths[1]} "
                f"for key starting with [{key[:50]}]"
            )

    @property
    def source_arrays(self) -> SourceArrays:
        return "kept"

    def source_values(self, values: Sequence[Any]) -> list[Any]:
        leaves = {leaf for value in values for leaf in leaves_of(value, self)}
        return [_nested_keys(sorted(leaves))] if leaves else []

    def fetched(self, value: object, format: str | None = None) -> object:
        return _shorter(value, self.ignore_above)

    def keyed(self, key: str) -> FieldType:
        """Returns the type of one key's values, to be searched in the field `NAME._keyed`."""
        return KeyedFieldType(self, key)


class KeyedFieldType(KeywordFieldType):
    """The values of a flattened field with their keys; with `key`, those of one key as queries see them.

    key_prefix: what the terms of this key start with
    """

    type_name = "flattened"
    collapses = False
    family = "keyword"
    expands = True
    takes_objects = True
    PARAMETERS = FlattenedFieldType.PARAMETERS

    def __init__(self, parent: FlattenedFieldType, key: str | None) -> None:
        self._parent = parent
        self.key = key
        self.key_prefix = b"" if key is None else key.encode() + SEPARATOR.encode()
        super().__init__(parent.name + KEYED, parent.params, parent.context)

    def configure(self) -> None:
        super().configure()
        self.null_value = None
        self.ignore_above = NO_LIMIT
        self.structures = FieldStructures(
            "term", index=self._parent.structures.index, doc_values=self._parent.structures.doc_values
        )

    def leaves(self, value: object) -> list[object]:
        limit = self._parent.ignore_above
        return [
            f"{key}{SEPARATOR}{text}" for key, text in leaves_of(value, self._parent) if utf16_length(text) <= limit
        ]

    def fetched(self, value: object, format: str | None = None) -> object:
        return self._parent.fetched(value, format)

    def index_term(self, value: object) -> bytes:
        return self.key_prefix + super().index_term(value)

    def from_term(self, term: bytes) -> str:
        return term.partition(SEPARATOR.encode())[2].decode("utf-8", "replace")


def _nested_keys(leaves: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Returns leaves, sorted by key and text, as one object; a key below a text keeps its dots."""
    root: dict[str, Any] = {}
    for key, text in leaves:
        within, *parts = root, *key.split(".")
        while len(parts) > 1 and isinstance(within.setdefault(parts[0], {}), dict):
            within = within[parts.pop(0)]
        name = ".".join(parts)
        known = within.get(name)
        within[name] = text if known is None else [*known, text] if isinstance(known, list) else [known, text]
    return root


def _shorter(value: object, limit: int) -> object:
    """Returns a value without the texts that are longer than the field takes; None if nothing is left."""
    if isinstance(value, dict):
        members = ((name, _shorter(entry, limit)) for name, entry in value.items())
        return {name: entry for name, entry in members if entry is not None} or None
    if isinstance(value, list):
        entries = [entry for entry in (_shorter(item, limit) for item in value) if entry is not None]
        return entries[0] if len(entries) == 1 else entries or None
    return None if isinstance(value, str) and utf16_length(value) > limit else value


def leaves_of(value: object, field: FlattenedFieldType) -> list[tuple[str, str]]:
    """Returns (dotted key, text) of all leaves of an object; raises IllegalArgumentError for anything else."""
    if type(value) is not dict:
        raise ParsingError(
            f"Failed to parse object: expecting token of type [START_OBJECT] but found [{json_token(value)}]"
        )
    if _is_deeper(value, MOST_LEVELS):
        raise _too_deep(field)
    return [(key, text_of(leaf)) for key, leaf in _walk(value, field, "", 1)]


def _is_deeper(value: object, levels: int) -> bool:
    """Whether more than so many objects and arrays stand in each other."""
    inside = [value]
    for _ in range(levels):
        containers = [entry for entry in inside if isinstance(entry, (dict, list))]
        if not containers:
            return False
        inside = [child for entry in containers for child in (entry.values() if isinstance(entry, dict) else entry)]
    return any(isinstance(entry, (dict, list)) for entry in inside)


def _too_deep(field: FlattenedFieldType) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"The provided [flattened] field [{field.name}] exceeds the maximum depth limit of "
        f"[{field.get('depth_limit')}]."
    )


def _walk(value: object, field: FlattenedFieldType, key: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yields (dotted key, scalar); nulls become the null_value or nothing."""
    if isinstance(value, dict):
        if depth > field.get("depth_limit"):
            raise _too_deep(field)
        for name, entry in value.items():
            if SEPARATOR in name:
                raise IllegalArgumentError(
                    "Do not include the null byte in the keys of a [flattened] field: "
                    f"offending key [{name.replace(SEPARATOR, '?')}]."
                )
            yield from _walk(entry, field, f"{key}.{name}" if key else name, depth + 1)
    elif isinstance(value, list):
        for entry in value:
            yield from _walk(entry, field, key, depth)
    elif value is not None or field.null_value is not None:
        yield key, field.null_value if value is None else value
