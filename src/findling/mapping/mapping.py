"""The mapping of one index: its fields, and how documents become columns. Immutable; `merge` returns a new one."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping
from functools import cached_property
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError, MapperParsingError
from findling.base.wildcards import matches
from findling.mapping import types  # noqa: F401  registers the field types
from findling.mapping.definition import parse_object
from findling.mapping.documents.document_parser import BatchParser
from findling.mapping.documents.inference_fields import without_inference
from findling.mapping.documents.metadata_fields import metadata_fields
from findling.mapping.documents.stored_source import StoredSource, stored_source
from findling.mapping.documents.synthetic_source import synthesizer
from findling.mapping.field_type import Analysis, FieldType, TypeContext
from findling.mapping.mapped_field import MappedField
from findling.mapping.mapping_settings import MappingSettings, read_mapping_settings
from findling.mapping.merge import merge_objects
from findling.mapping.parsed_batch import ParsedBatch
from findling.mapping.passthrough import passed_through
from findling.mapping.root_options import DROPPED, OBJECT_OPTIONS, OPTIONS, RootOptions, parse_root_options
from findling.mapping.template_check import check_templates
from findling.mapping.time_series.checks import check_series_mapping, check_timestamp
from findling.mapping.time_series.dimensions import Dimension, dimensions_of
from findling.mapping.tree import AliasNode, FieldNode, Node, ObjectNode
from findling.mapping.types.constant_keyword import ConstantKeywordFieldType
from findling.mapping.types.join import JoinFieldType
from findling.mapping.types.vectors.semantic_text import SemanticField
from findling.mapping.validation import check_limits, check_metadata, check_references

DEFAULT_TYPE = "_doc"


class Mapping:
    """Fields by name, the tree they form, and the root's options.

    root: the tree
    options: dynamic templates, date detection, `_source`, `_routing`...
    type_name: `_doc`, or the type that a client of Elasticsearch 6 gave
    """

    def __init__(
        self,
        root: ObjectNode,
        options: RootOptions,
        context: TypeContext,
        settings: MappingSettings,
        type_name: str = DEFAULT_TYPE,
    ) -> None:
        self.root = root
        self.options = options
        self.context = context
        self.settings = settings
        self.type_name = type_name

    @classmethod
    def from_json(
        cls, definition: AnyMapping[str, Any] | None, analysis: Analysis, settings: AnyMapping[str, Any] | None = None
    ) -> "Mapping":
        """Reads a mapping; one inside a type name, as Elasticsearch 6 takes it, is unwrapped.

        settings: index settings, flat or nested; limits and defaults come from there
        Raises MapperParsingError (`Failed to parse mapping: ...`), IllegalArgumentError for limits.
        """
        read = read_mapping_settings(settings or {})
        context = TypeContext(
            analysis, read.defaults or {}, read.similarities or {}, read.time_series is not None, read.is_opensearch
        )
        type_name, body = unwrap_type(definition or {})
        root, options = parse_mapping(body, context)
        mapping = cls(root, options, context, read, type_name)
        if read.synthesizes_source and (options.source["includes"] or options.source["excludes"]):
            error = IllegalArgumentError("filtering the stored _source is incompatible with synthetic source")
            raise MapperParsingError(f"Failed to parse mapping: {error.reason}") from error
        check_limits(root, read)
        check_references(mapping.root)
        check_metadata(mapping.root)
        mapping.check_time_series()
        return mapping

    @property
    def computed(self) -> AnyMapping[str, FieldType]:
        """Fields whose values are computed when they are asked for."""
        return {}

    @property
    def given_type(self) -> str | None:
        """The mapping type that clients of Elasticsearch 6 wrote around the definition; None without one."""
        return None if self.type_name == DEFAULT_TYPE else self.type_name

    def with_settings(self, settings: AnyMapping[str, Any]) -> "Mapping":
        """Returns the same mapping under other index settings."""
        read = read_mapping_settings(settings)
        return Mapping(self.root, self.options, self.context, read, self.type_name)

    def to_json(self) -> dict[str, Any]:
        """Returns the definition as Elasticsearch prints it: explicit options and parameters only, fields by name."""
        tree = self.root.definition()
        properties = tree.pop("properties", None)
        result = {**tree, **self.options.definition()}
        if properties is not None:
            result["properties"] = properties
        return result

    def merge(self, update: AnyMapping[str, Any], *, adding: bool = False) -> "Mapping":
        """Returns this mapping with an update.

        adding: fields found in documents; makes the total_fields error say how many
        Raises IllegalArgumentError on conflicts and limits, MapperParsingError for a wrong definition.
        """
        type_name, body = unwrap_type(update)
        root, options = parse_mapping(body, self.context)
        merged = merge_objects(self.root, root)
        check_limits(merged, self.settings, self.root if adding else None)
        check_references(merged)
        combined = self.options.merged(options)
        check_metadata(merged)
        name = type_name if type_name != DEFAULT_TYPE else self.type_name
        result = Mapping(merged, combined, self.context, self.settings, name)
        result.check_time_series()
        return result

    def check_time_series(self) -> None:
        """Raises IllegalArgumentError and others if the mapping is none of a data stream, or of time series."""
        settings = self.settings
        if settings.time_series is not None:
            check_series_mapping(self.root, self.options, settings.time_series, settings.keeps_source)
        if self.options.has_timestamp:
            check_timestamp(self.root)

    # look-up

    def source_paths(self, field: MappedField) -> tuple[str, ...]:
        """Returns where values of a field stand in documents: at its own path, and at those of fields copied to it."""
        return (field.source_path, *self._copied.get(field.source_path, ()))

    @cached_property
    def _copied(self) -> dict[str, list[str]]:
        """The fields that are copied to another one, by the name of that."""
        found: dict[str, list[str]] = {}
        for node in self.root.walk():
            if isinstance(node, FieldNode):
                for target in node.copy_to:
                    found.setdefault(target, []).append(node.name)
        return found

    @cached_property
    def _fields(self) -> dict[str, MappedField]:
        fields = metadata_fields(self.context, self.settings.time_series is not None)
        for node in self.root.walk():
            if isinstance(node, FieldNode):
                nested = self.nested_scope(node.name)
                for field_type in (node.type, *node.fields.values()):
                    for visible in (field_type, *field_type.subfields):
                        fields[visible.name] = MappedField(visible.name, visible, node.name, nested)
        return fields

    @cached_property
    def _hidden_fields(self) -> dict[str, MappedField]:
        """Fields that queries may use though no listing shows them."""
        return {
            companion.name: MappedField(companion.name, companion, field.source_path, field.nested_path)
            for field in self._fields.values()
            for companion in field.type.companions
            if companion.name not in self._fields
        }

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Target by name of alias, also of those names that passthrough objects give their fields."""
        own = {node.name: node.path for node in self.root.walk() if isinstance(node, AliasNode)}
        return {**self.passed_through, **own}

    @cached_property
    def passed_through(self) -> dict[str, str]:
        """Full name by the name that a field has without the passthrough object around it."""
        return passed_through(self.root)

    @cached_property
    def vector_fields(self) -> tuple[str, ...]:
        """Names of the fields whose values are vectors, which a client may leave out of the documents it is shown."""
        return tuple(name for name, field in self._fields.items() if field.type.is_vector)

    @cached_property
    def _objects(self) -> dict[str, ObjectNode]:
        return {node.name: node for node in self.root.walk() if isinstance(node, ObjectNode)}

    def field(self, name: str) -> MappedField | None:
        """Returns a field, multi-field, metadata field or the target of an alias; None if there is none.

        Objects are no fields: see `object`. A name below a flattened field is the field of that key.
        """
        found = self._fields.get(self.aliases.get(name, name)) or self._hidden_fields.get(name)
        return found if found is not None else self._subkey(name)

    def _subkey(self, name: str) -> MappedField | None:
        at = name.rfind(".", 0, self._longest_name + 1)
        while at > 0:
            parent = self._fields.get(self.aliases.get(name[:at], name[:at]))
            if parent is not None:
                field_type = parent.type.keyed(name[at + 1 :])
                if field_type is None:
                    return None
                return MappedField(field_type.name, field_type, name, parent.nested_path)
            at = name.rfind(".", 0, at)
        return None

    @cached_property
    def _longest_name(self) -> int:
        return max(map(len, (*self._fields, *self.aliases)), default=0)

    def definition_of(self, name: str) -> dict[str, object]:
        """Returns the definition of a field, multi-field or alias as the mapping prints it; empty if there is none."""
        node = self._nodes.get(name)
        if node is not None:
            return node.definition()
        found = self._fields.get(name)
        return {} if found is None else found.type.definition()

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        return {node.name: node for node in self.root.walk()}

    def object(self, path: str) -> ObjectNode | None:
        """Returns the object or nested object of a path."""
        return self._objects.get(path)

    def fields(self) -> list[MappedField]:
        """Returns all fields and multi-fields, without metadata fields and aliases, sorted by name."""
        return [self._fields[name] for name in sorted(self._fields) if not self._fields[name].is_metadata]

    def matching(self, pattern: str) -> list[str]:
        """Returns the names that a pattern with `*` matches, sorted: aliases too, metadata only by exact name."""
        if "*" not in pattern:
            return [pattern] if self.field(pattern) is not None else []
        names = [field.name for field in self.fields()] + list(self.aliases)
        return sorted(name for name in names if matches(pattern, name))

    def is_nested(self, path: str) -> bool:
        """Tells whether a path is a nested object."""
        node = self._objects.get(path)
        return node is not None and node.nested

    @cached_property
    def nested_paths(self) -> list[str]:
        """Paths of all nested objects, sorted."""
        return sorted(name for name, node in self._objects.items() if node.nested)

    def may_be_nested(self, field: str) -> bool:
        """Tells whether nested documents may have a field; metadata fields are those of all documents."""
        return field.startswith("_") or self.nested_scope(field) is not None

    def nested_scope(self, field: str) -> str | None:
        """Returns the nearest nested object that contains a field or object; None at the root."""
        at = field.rfind(".")
        while at > 0:
            if self.is_nested(field[:at]):
                return field[:at]
            at = field.rfind(".", 0, at)
        return None

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What says to which time series a document belongs."""
        return tuple(dimension for field in self.fields() for dimension in dimensions_of(field.type))

    @cached_property
    def constant_fields(self) -> list[ConstantKeywordFieldType]:
        """The types of all constant_keyword fields."""
        return [field.type for field in self.fields() if isinstance(field.type, ConstantKeywordFieldType)]

    @cached_property
    def semantic_fields(self) -> tuple[SemanticField, ...]:
        """The fields whose texts are found by their meaning."""
        found = [(field, field.type.semantics) for field in self.fields()]
        return tuple(
            SemanticField(
                field.name, semantics, tuple(sorted((field.source_path, *self._copied_to(field.source_path))))
            )
            for field, semantics in found
            if semantics is not None
        )

    def with_model(self, name: str, settings: AnyMapping[str, Any]) -> dict[str, Any]:
        """Returns the update that tells what is known of the model of a semantic field."""
        field = self._fields[name]
        *above, leaf = field.source_path.split(".")
        own = {**field.type.definition(), "model_settings": settings}
        if name != field.source_path:
            node = next(node for node in self.root.walk() if node.name == field.source_path)
            own = {**node.definition(), "fields": {name.removeprefix(f"{field.source_path}."): own}}
        update: dict[str, Any] = {"properties": {leaf: own}}
        for part in reversed(above):
            update = {"properties": {part: update}}
        return update

    def _copied_to(self, target: str) -> list[str]:
        """Returns the fields whose values are copied to one."""
        return [node.name for node in self.root.walk() if isinstance(node, FieldNode) and target in node.copy_to]

    @cached_property
    def join_field(self) -> JoinFieldType | None:
        """The type of the one join field that an index may have, None if it has none."""
        return next((field.type for field in self.fields() if isinstance(field.type, JoinFieldType)), None)

    @cached_property
    def _included_scopes(self) -> dict[str | None, list[str]]:
        """Scope of a nested object -> scopes that include_in_parent and include_in_root add, "" for the root."""
        result: dict[str | None, list[str]] = {None: []}
        for path in self.nested_paths:
            node = self._objects[path]
            parent = self.nested_scope(path)
            scopes = [parent or "", *result[parent]] if node.include_in_parent else []
            if node.include_in_root and "" not in scopes:
                scopes.append("")
            result[path] = scopes
        return result

    def included_scopes(self, field: str) -> list[str]:
        """Returns the nested paths ("" for the root) whose documents also get the values of a nested field."""
        return self._included_scopes[self.nested_scope(field)] if self.nested_paths else []

    @property
    def routing_required(self) -> bool:
        return self.options.routing_required

    @property
    def source_options(self) -> AnyMapping[str, Any]:
        """enabled, includes, excludes of `_source`."""
        return self.options.source if self.settings.keeps_source else {**self.options.source, "enabled": False}

    @cached_property
    def stored_source(self) -> StoredSource | None:
        """What turns a document's JSON text into what is stored of it; None if all is."""
        kept = tuple(dict.fromkeys(field.source_path for field in self.fields() if field.type.get("store")))
        make = synthesizer(self.root, self.settings.source_keep) if self.settings.synthesizes_source else None
        store = stored_source(self.source_options, kept, make)
        if not self.semantic_fields:
            return store
        return without_inference if store is None else lambda source: store(without_inference(source))

    # documents

    def parse_batch(
        self,
        ids: Sequence[str],
        sources: Sequence[dict[str, Any]],
        routings: Sequence[str | None] | None = None,
        raw: Callable[[int], bytes] | None = None,
    ) -> ParsedBatch:
        """Turns documents into columns; see ParsedBatch. Errors of single documents stand in it, nothing is raised.

        ids, sources, routings: one entry per document
        raw: input number -> its JSON text; lets errors name line and column
        When documents have new fields, merge the result's `mapping_update` (`merge(update, adding=True)`), parse again.
        """
        return BatchParser(self, ids, sources, routings, raw).parse()


def unwrap_type(definition: AnyMapping[str, Any]) -> tuple[str, AnyMapping[str, Any]]:
    """Returns (type name, root definition) of a mapping with or without a type around it."""
    if len(definition) == 1:
        ((name, body),) = definition.items()
        known = {*OPTIONS, *OBJECT_OPTIONS, *DROPPED}
        is_type = name == DEFAULT_TYPE or not name.startswith("_")
        if (
            is_type
            and name not in known
            and isinstance(body, dict)
            and set(body) <= known
            and (body or name == DEFAULT_TYPE)  # nothing under an unknown name is a misspelled word
        ):
            return name, body
    return DEFAULT_TYPE, definition


def parse_mapping(body: AnyMapping[str, Any], context: TypeContext) -> tuple[ObjectNode, RootOptions]:
    """Reads a root definition; raises MapperParsingError `Failed to parse mapping: ...` with the cause."""
    try:
        tree = parse_object("", {name: body[name] for name in OBJECT_OPTIONS if name in body}, context)
        options = parse_root_options(body)
        check_templates(options.dynamic_templates, context)
        return tree, options
    except FindlingError as error:
        raise MapperParsingError(f"Failed to parse mapping: {error.reason}") from error


__all__ = ["MappedField", "Mapping", "parse_mapping", "unwrap_type"]
