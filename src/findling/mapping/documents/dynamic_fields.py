"""New fields in documents: what mapping they get."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.work.current import checked
from findling.mapping.dates import date_formatter
from findling.mapping.dates.date_format import LONGEST_DATE
from findling.mapping.definition import parse_object
from findling.mapping.documents.object_columns import columns_of
from findling.mapping.field_path import refused_name
from findling.mapping.passthrough import as_dimension
from findling.mapping.raw_values import MISSING, Owners, flatten
from findling.mapping.tree import Dynamic, FieldNode, ObjectNode
from findling.mapping.types.number_text import LONGEST_NUMBER, WHOLE, double_of
from findling.mapping.validation import count_fields, too_many_fields

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping

JSON_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double", str: "string", dict: "object"}
KEYWORD_MULTI_FIELD = {"keyword": {"type": "keyword", "ignore_above": 256}}
# arrays of so many decimals become vectors. Source: Elasticsearch's dense_vector page
VECTOR_LENGTHS = (128, 2048)


_EVERY: Final = 64
"""So many members of documents are looked at between two questions whether to go on."""

# stands for the definition of what is a runtime field
_COMPUTED: Final[dict[str, Any]] = {}


class DynamicFields:
    """Finds the mapping update that a batch of documents needs.

    mapping: as it is; its root options and templates decide
    named: full name of a field -> the name of the template that its definition comes from, whatever others say
    """

    def __init__(self, mapping: "Mapping", named: AnyMapping[str, str] | None = None) -> None:
        self._mapping = mapping
        self._named = named or {}
        self._copies: dict[str, Any] = {}
        self._runtime: dict[str, Any] = {}
        self._known: frozenset[str] = frozenset()
        self._added = 0
        self._room: int | None = None

    def update_for(self, sources: list[dict[str, Any]]) -> dict[str, object] | None:
        """Returns properties and runtime fields to merge for new fields of these documents; None if there are none.

        The first document with a value decides a field's type.
        Raises IllegalArgumentError and other FindlingErrors for names or templates that make no valid field.
        """
        root = self._mapping.root
        owners = np.arange(len(sources), dtype=np.int32)
        self._copies = {}
        self._runtime = {}
        self._added = 0
        self._known = self._mapping.options.runtime_names
        properties = self._of_object(root, sources, owners, root.dynamic or "true", is_root=True)
        if (root.dynamic or "true") == "true":
            properties = _combined(self._copies, properties)
        if not properties and not self._runtime:
            return None
        runtime = {"runtime": self._runtime} if self._runtime else {}
        return {"properties": properties, **runtime, **_subobjects(root)}

    def _of_object(
        self, node: ObjectNode, rows: Sequence[dict[str, Any]], owners: Owners, dynamic: Dynamic, is_root: bool = False
    ) -> dict[str, Any]:
        """Returns the definitions of new fields below `node`, by name."""
        if not node.is_enabled or not rows:
            return {}
        properties: dict[str, Any] = {}
        for key, column, key_owners in checked(columns_of(node, rows, owners, dynamic), _EVERY):
            child = node.children.get(key)
            if isinstance(child, ObjectNode):
                found = self._of_objects(child, column, key_owners, child.dynamic or dynamic)
                if found:
                    properties[key] = {"properties": found, **_subobjects(child)}
                continue
            definition = None
            if isinstance(child, FieldNode):
                definition = self._of_incomplete(child, column, key_owners)
                self._note_copies(child, column, key_owners)
            elif child is None and not (is_root and self._is_taken(key)):
                if dynamic == "true" and node.path(key) not in self._known:
                    definition = self._of_new(node, key, column, key_owners)
                    self._count(definition)
                    if definition is not None and node.passthrough is not None and node.passthrough.dimension:
                        definition = as_dimension(definition)
                elif dynamic == "runtime":
                    definition = self._of_computed(node, key, column, key_owners)
            if definition is not None:
                properties[key] = definition
        return properties

    def _count(self, definition: AnyMapping[str, Any] | None) -> None:
        """Counts a new field. Raises IllegalArgumentError at the first that is too many, before all others are made."""
        if definition is None:
            return
        self._added += 1 + len(definition.get("fields", ()))
        settings = self._mapping.settings
        if self._room is None:
            self._room = settings.total_fields - count_fields(self._mapping.root)
        if self._added > self._room and not settings.ignore_beyond_limit:
            raise too_many_fields(settings, self._added)

    def _of_incomplete(self, node: FieldNode, column: Sequence[object], owners: Owners) -> dict[str, object] | None:
        """A constant_keyword without value, a dense_vector without dims: the first value says what is missing."""
        if node.type.is_complete:
            return None
        values = flatten(column, owners, node.type.is_value).replacing_nulls(None).values
        added = node.type.completed_by(values[0]) if values else None
        return {**node.definition(), **added} if added is not None else None

    def _note_copies(self, node: FieldNode, column: Sequence[object], owners: Owners) -> None:
        """Makes definitions of copy_to targets that are not in the mapping, by the first value copied there."""
        for target in node.copy_to:
            if self._mapping.field(target) is None and target not in self._copies:
                values = flatten(column, owners, node.type.is_value).replacing_nulls(None).values
                if values:
                    self._note_copy(target, values[0])

    def _note_copy(self, target: str, value: object) -> None:
        key = target.rpartition(".")[2]
        if self._mapping.root.dynamic == "runtime":
            self._runtime_of(target, key, value)
            return
        definition = self._of_value(target, key, value)
        if definition is not None:
            self._copies[target] = definition

    def _is_taken(self, key: str) -> bool:
        """Tells whether a member of the root is none of its own: a metadata field, or one passed through to it."""
        if key in self._mapping.passed_through:
            return True
        field = self._mapping.field(key) if key.startswith("_") else None
        return field is not None and field.is_metadata

    def _of_objects(
        self, node: ObjectNode, column: Sequence[object], owners: Owners, dynamic: Dynamic
    ) -> dict[str, object]:
        raw = flatten(column, owners)
        if raw.types != {dict}:
            raw = raw.where([type(value) is dict for value in raw.values])
        return self._of_object(node, raw.values, raw.owners, dynamic)

    def _of_new(
        self, parent: ObjectNode, key: str, column: Sequence[object], owners: Owners
    ) -> dict[str, object] | None:
        """Returns the definition of a field that is not in the mapping; None if it has no value at all."""
        if refused_name(key, parent.has_subobjects) is not None:
            return None
        raw = flatten(column, owners).replacing_nulls(None)
        if not raw.values:
            return None
        path = parent.path(key)
        if type(raw.values[0]) is dict:
            return self._of_new_object(path, key, raw.values, raw.owners)
        dims = _vector_length(column)
        if dims and self._template(path, key, "double") is None:
            return {"type": "dense_vector", "dims": dims}
        return self._of_value(path, key, raw.values[0])

    def _of_computed(
        self, parent: ObjectNode, key: str, column: Sequence[object], owners: Owners
    ) -> dict[str, object] | None:
        """Notes runtime fields for what is not in the mapping; returns the definition that a template has for it."""
        if refused_name(key, parent.has_subobjects) is not None:
            return None
        raw = flatten(column, owners).replacing_nulls(None)
        path = parent.path(key)
        objects = np.array([type(value) is dict for value in raw.values], dtype=np.bool_)
        definition = None
        if not objects.all():
            definition = self._runtime_of(path, key, raw.values[int(np.argmin(objects))])
        if definition is not None or not objects.any():
            return definition
        self._check_depth(path)
        node = parse_object(path, {}, self._mapping.context)
        rows: list[Any] = [value for value in raw.values if type(value) is dict]
        found = self._of_object(node, rows, raw.owners[objects], "runtime")
        return {"properties": found} if found else None

    def _runtime_of(self, path: str, key: str, value: object) -> dict[str, object] | None:
        json_type, default = self._guess(value)
        template = self._template(path, key, json_type)
        if template is _COMPUTED:
            return None
        if template is None and path not in self._known:
            formats = {"format": default["format"]} if "format" in default else {}
            self._runtime[path] = {"type": "keyword" if json_type == "string" else json_type, **formats}
        return template

    def _of_new_object(self, path: str, key: str, values: Sequence[object], owners: Owners) -> dict[str, Any] | None:
        self._check_depth(path)
        template = self._template(path, key, "object")
        if template is not None and template["type"] not in ("object", "nested"):
            return template
        definition = {key: value for key, value in (template or {}).items() if key != "type"}
        kind = (template or {}).get("type", "object")
        node = parse_object(path, {"type": kind, **definition}, self._mapping.context)
        rows = [value for value in values if type(value) is dict]
        at = np.array([type(value) is dict for value in values], dtype=np.bool_)
        found = self._of_object(node, rows, owners[at], node.dynamic or "true")
        properties = _combined(definition.pop("properties", {}), found)
        return {"type": kind, **definition} | ({"properties": properties} if properties else {})

    def _check_depth(self, path: str) -> None:
        """Stops at the depth limit at once, before documents of any depth are walked down."""
        limit = self._mapping.settings.depth
        if path.count(".") + 2 > limit:
            raise IllegalArgumentError(
                f"Limit of mapping depth [{limit}] has been exceeded due to object field [{path}]"
            )

    def _of_value(self, path: str, key: str, value: object) -> dict[str, object] | None:
        """Returns the definition of a field for a value; None if a template makes it a runtime field."""
        json_type, default = self._guess(value)
        template = self._template(path, key, json_type)
        if template is _COMPUTED:
            return None
        if template is not None:
            if json_type == "date" and template["type"] in ("date", "date_nanos") and "format" not in template:
                template.update({name: entry for name, entry in default.items() if name == "format"})
            return template
        return default

    def _template(self, path: str, key: str, json_type: str) -> dict[str, Any] | None:
        """Returns the definition that a template has for a field, None if there is none.

        Notes the field if it is a runtime field, and returns _COMPUTED.
        """
        named = self._named.get(path)
        for template in self._mapping.options.dynamic_templates:
            if template.matches(path, key, json_type) if named is None else template.name == named:
                definition = template.definition_for(key, json_type)
                if not template.computed:
                    return definition
                if path not in self._known:
                    self._runtime[path] = definition
                return _COMPUTED
        if named is not None:
            raise IllegalArgumentError(
                f"Can't find dynamic template for dynamic template name [{named}] of field [{path}]"
            )
        return None

    def _guess(self, value: Any) -> tuple[str, dict[str, Any]]:
        """Returns the JSON type for templates and the definition without one."""
        json_type = JSON_TYPES.get(type(value), "string")
        if json_type == "string":
            return self._guess_text(value)
        return json_type, {"type": "float" if json_type == "double" else json_type}

    def _guess_text(self, text: str) -> tuple[str, dict[str, Any]]:
        options = self._mapping.options
        if options.numeric_detection:
            if len(text) <= LONGEST_NUMBER and WHOLE.match(text) and -(2**63) <= int(text) < 2**63:
                return "long", {"type": "long"}
            if _is_double(text):
                return "double", {"type": "float"}
        if options.date_detection and len(text) <= LONGEST_DATE and not _is_double(text):
            for pattern in options.dynamic_date_formats:
                if _is_date(text, pattern):
                    return "date", _date_definition(pattern)
        return "string", {"type": "text", "fields": dict(KEYWORD_MULTI_FIELD)}


def leaf_paths(path: str, value: object) -> Iterator[str]:
    """Yields the dotted names of all values in a value: of itself, unless it is an object."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaf_paths(f"{path}.{key}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaf_paths(path, inner)
    elif value is not None:
        yield path


def _subobjects(node: ObjectNode) -> dict[str, object]:
    """Returns what an update has to say of an object so that it stays what it is, and its dotted names whole."""
    if node.passthrough is not None:
        return node.passthrough.definition()
    kind: dict[str, object] = {"type": "nested"} if node.nested else {}
    return kind if node.has_subobjects else {**kind, "subobjects": False}


def _combined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Returns the properties of both, objects in both merged."""
    result = dict(first)
    for name, definition in second.items():
        if name in result and "properties" in result[name] and "properties" in definition:
            merged = _combined(result[name]["properties"], definition["properties"])
            result[name] = {**result[name], "properties": merged}
        else:
            result[name] = definition
    return result


def _vector_length(column: Sequence[object]) -> int | None:
    """Returns the length of the first array if it is long and all decimals: it is a vector then, not many numbers."""
    first = next((value for value in column if value is not MISSING and value is not None), None)
    if type(first) is not list or not VECTOR_LENGTHS[0] <= len(first) <= VECTOR_LENGTHS[1]:
        return None
    return len(first) if set(map(type, first)) == {float} else None


def _is_double(text: str) -> bool:
    try:
        double_of(text)
    except IllegalArgumentError:
        return False
    return True


def _is_date(text: str, pattern: str) -> bool:
    try:
        date_formatter(pattern).parse(text)
    except IllegalArgumentError:
        return False
    return True


def _date_definition(pattern: str) -> dict[str, object]:
    if pattern == "strict_date_optional_time||epoch_millis":
        return {"type": "date"}
    return {"type": "date", "format": pattern}
