"""From JSON documents to typed columns, a whole batch at once.

Every key's values over all documents are gathered into one column; a column whose values have the expected JSON types
is converted in bulk by the field type. Only columns with odd values are walked value by value, and only that walk makes
errors.
"""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.base.errors import (
    DocumentParsingError,
    FindlingError,
    IllegalArgumentError,
    RoutingMissingError,
    StrictDynamicMappingError,
)
from findling.mapping.column_chunks import Chunk, column_of, has_structures
from findling.mapping.dynamic_fields import DynamicFields
from findling.mapping.field_type import IGNORED, ColumnValues, FieldType, shown
from findling.mapping.metadata_fields import IGNORED_FIELD, IN_DOCUMENTS, NESTED_PATH
from findling.mapping.object_columns import columns_of
from findling.mapping.parsed_batch import ParsedBatch
from findling.mapping.raw_values import MISSING, Owners, RawValues, flatten
from findling.mapping.slots import Slots
from findling.mapping.source_location import location_of
from findling.mapping.tree import AliasNode, Dynamic, FieldNode, ObjectNode
from findling.mapping.types.constant_keyword import ConstantKeywordFieldType

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping

PREVIEW_LENGTH = 100


class BatchParser:
    """Parses one batch. See Mapping.parse_batch for the arguments."""

    def __init__(
        self,
        mapping: "Mapping",
        ids: Sequence[str],
        sources: Sequence[dict[str, Any]],
        routings: Sequence[str | None] | None,
        raw: Callable[[int], bytes] | None,
    ) -> None:
        self.mapping = mapping
        self.ids = ids
        self.sources = sources
        self.routings = routings
        self.raw = raw
        self.slots = Slots(len(sources))
        self.errors: dict[int, FindlingError] = {}
        self.ignored: dict[int, set[str]] = {}
        self.chunks: dict[str, tuple[FieldType, list[Chunk]]] = {}
        self.unmapped = False

    def parse(self) -> ParsedBatch:
        """Returns the columns, or only the mapping update if documents have new fields."""
        self._check_documents()
        owners = np.array([i for i in range(len(self.sources)) if i not in self.errors], dtype=np.int32)
        rows = [self.sources[i] for i in owners.tolist()] if self.errors else list(self.sources)
        self._parse_object(self.mapping.root, rows, owners, self.mapping.root.dynamic or "true")
        if self.unmapped:
            update = self._mapping_update()
            if update is not None:
                return ParsedBatch(0, np.full(len(self.sources), -1, dtype=np.int32), mapping_update=update)
        self._check_nested_counts()
        return self._assemble()

    # whole documents

    def _check_documents(self) -> None:
        if set(map(type, self.sources)) - {dict}:
            for number, source in enumerate(self.sources):
                if type(source) is not dict:
                    self.fail(number, DocumentParsingError("Malformed content, must start with an object"))
        if self.mapping.routing_required:
            for number, doc_id in enumerate(self.ids):
                if self.routings is None or self.routings[number] is None:
                    self.fail(number, RoutingMissingError(f"routing is required for [_doc]/[{doc_id}]"))

    def _check_nested_counts(self) -> None:
        limit = self.mapping.settings.nested_objects
        if len(self.slots) - self.slots.n_inputs <= limit:
            return
        for number in np.flatnonzero(self.slots.nested_counts() > limit).tolist():
            reason = (
                f"The number of nested documents has exceeded the allowed limit of [{limit}]. This limit can be set by "
                "changing the [index.mapping.nested_objects.limit] index level setting."
            )
            self.fail(number, DocumentParsingError(reason))

    def fail(self, number: int, error: FindlingError) -> None:
        """Notes why an input failed; its first error counts."""
        self.errors.setdefault(number, error)

    # new fields

    def _mapping_update(self) -> dict[str, Any] | None:
        """Returns the update for new fields; documents whose new fields cannot be mapped fail."""
        sources = [source for number, source in enumerate(self.sources) if number not in self.errors]
        finder = DynamicFields(self.mapping)
        try:
            update = finder.update_for(sources)
            if update is not None:
                self.mapping.merge(update, adding=True)
        except FindlingError:
            return self._update_one_by_one()
        return update

    def _update_one_by_one(self) -> dict[str, Any] | None:
        """The same when some document's fields are refused: takes in documents in order, as far as each is accepted."""
        before = merged = self.mapping
        for number, source in enumerate(self.sources):
            if number in self.errors:
                continue
            try:
                update = DynamicFields(merged).update_for([source])
                if update is not None:
                    merged = merged.merge(update, adding=True)
            except FindlingError as error:
                self.fail(number, _refused(error))
        return merged.to_json() if merged is not before else None

    # objects

    def _parse_object(self, node: ObjectNode, rows: list[dict[str, Any]], owners: Owners, dynamic: Dynamic) -> None:
        if not node.is_enabled or not rows:
            return
        for key, column, key_owners in columns_of(node, rows, owners):
            child = node.children.get(key)
            if isinstance(child, FieldNode):
                self._parse_field(child, column, key_owners)
            elif isinstance(child, ObjectNode):
                self._parse_objects(child, column, key_owners, child.dynamic or dynamic)
            elif isinstance(child, AliasNode):
                self._fail_all(column, key_owners, f"Cannot write to a field alias [{child.name}].")
            else:
                self._parse_unknown(node, key, column, key_owners, dynamic)

    def _parse_objects(self, node: ObjectNode, column: list[Any], owners: Owners, dynamic: Dynamic) -> None:
        raw = flatten(column, owners).replacing_nulls(None)
        if raw.types - {dict}:
            if not node.is_enabled:
                return
            raw = self._without_concrete(node, raw)
        if node.nested and raw.values:
            raw = RawValues(self.slots.add(raw.owners, node.name), raw.values, raw.types)
        self._parse_object(node, raw.values, raw.owners, dynamic)

    def _without_concrete(self, node: ObjectNode, raw: RawValues) -> RawValues:
        for slot, value in zip(raw.owners.tolist(), raw.values, strict=True):
            if type(value) is not dict:
                leaf = node.name.rpartition(".")[2]
                reason = f"object mapping for [{node.name}] tried to parse field [{leaf}] as object, but found a concrete value"
                self._fail_slot(slot, DocumentParsingError(reason), node.name, value)
        return raw.where([type(value) is dict for value in raw.values])

    def _fail_all(self, column: list[Any], owners: Owners, reason: str) -> None:
        for slot, value in zip(owners.tolist(), column, strict=True):
            if value is not MISSING:
                cause = IllegalArgumentError(reason)
                self._fail_slot(slot, _caused(DocumentParsingError(f"failed to parse: {reason}"), cause), None, None)

    def _parse_unknown(self, node: ObjectNode, key: str, column: list[Any], owners: Owners, dynamic: Dynamic) -> None:
        """A key that is not in the mapping."""
        if not node.name and key.startswith("_") and self._parse_metadata(key, column, owners):
            return
        if dynamic == "strict":
            where = node.name or self.mapping.type_name
            for slot, value in zip(owners.tolist(), column, strict=True):
                if value is not MISSING:
                    reason = f"mapping set to strict, dynamic introduction of [{key}] within [{where}] is not allowed"
                    self._fail_slot(slot, StrictDynamicMappingError(reason), node.path(key), value, of_key=True)
        elif dynamic == "true" and not self.unmapped:
            self.unmapped = bool(flatten(column, owners).replacing_nulls(None).values)

    def _parse_metadata(self, key: str, column: list[Any], owners: Owners) -> bool:
        """Takes care of a metadata field; False if the key is none."""
        field = self.mapping.field(key)
        if field is None or not field.is_metadata:
            return False
        if key in IN_DOCUMENTS:
            self._emit(field.type, flatten(column, owners))
            return True
        reason = (
            f"Field [{key}] is a metadata field and cannot be added inside a document. "
            "Use the index API request parameters."
        )
        for slot, value in zip(owners.tolist(), column, strict=True):
            if value is not MISSING:
                self._fail_slot(slot, DocumentParsingError(reason), key, value)
        return True

    # fields

    def _parse_field(self, node: FieldNode, column: list[Any], owners: Owners) -> None:
        raw = flatten(column, owners, node.type.is_value)
        if isinstance(node.type, ConstantKeywordFieldType) and node.type.constant is None:
            self.unmapped = self.unmapped or bool(raw.replacing_nulls(None).values)
            return
        self._parse_values(node, raw)
        for target in node.copy_to:
            self._copy(target, raw)

    def _parse_values(self, node: FieldNode, raw: RawValues) -> None:
        for field_type in (node.type, *node.fields.values()):
            self._emit(field_type, raw)
            for companion in field_type.companions:
                self._emit(companion, raw)

    def _copy(self, target: str, raw: RawValues) -> None:
        node = self._field_node(target)
        if node is None:
            self.unmapped = self.unmapped or bool(raw.values)
            return
        scope = self.mapping.nested_scope(target)
        self._parse_values(node, RawValues(self._in_scope(raw.owners, scope), raw.values, raw.types))

    def _field_node(self, name: str) -> FieldNode | None:
        node: Any = self.mapping.root
        for part in name.split("."):
            node = node.children.get(part) if isinstance(node, ObjectNode) else None
        return node if isinstance(node, FieldNode) else None

    def _in_scope(self, owners: Owners, scope: str | None) -> Owners:
        """Returns for each slot its ancestor (or itself) that is a document of `scope`."""
        if scope is None:
            return self.slots.roots[owners]
        inside = np.zeros(len(self.slots), dtype=np.bool_)
        for slots, path in self.slots.paths:
            inside[slots] |= path == scope
        parents = self.slots.parents
        while not inside[owners].all():
            upper = np.where(inside[owners], owners, parents[owners])
            if (upper == owners).all():
                break
            owners = upper.astype(np.int32)
        return owners

    def _emit(self, field_type: FieldType, raw: RawValues) -> None:
        """Converts the values of one field or multi-field and keeps them."""
        raw = raw.replacing_nulls(field_type.null_value)
        if field_type.expands:
            raw = self._expanded(field_type, raw)
        if not raw.values:
            return
        values = field_type.parse_column(raw.values, raw.types)
        owners = raw.owners
        if values is None:
            owners, values = self._parse_each(field_type, raw)
        if len(values):
            self._keep(field_type, owners, values)

    def _expanded(self, field_type: FieldType, raw: RawValues) -> RawValues:
        owners: list[int] = []
        values: list[Any] = []
        for slot, value in zip(raw.owners.tolist(), raw.values, strict=True):
            try:
                leaves = field_type.leaves(value)
            except FindlingError as error:
                self._refuse(field_type, slot, value, error)
                continue
            owners.extend([slot] * len(leaves))
            values.extend(leaves)
        return RawValues(np.array(owners, dtype=np.int32), values, set(map(type, values)))

    def _keep(self, field_type: FieldType, owners: Owners, values: ColumnValues) -> None:
        self.chunks.setdefault(field_type.name, (field_type, []))[1].append((owners, values))
        for scope in self._including_scopes(field_type.name):
            copied = self._in_scope(owners, scope or None)
            self.chunks[field_type.name][1].append((copied, values))

    def _including_scopes(self, name: str) -> list[str]:
        """Returns the nested paths ("" for the root) whose documents also get the values of a nested field."""
        return self.mapping.included_scopes(name)

    def _parse_each(self, field_type: FieldType, raw: RawValues) -> Chunk:
        """Converts value by value; what cannot be converted makes its document fail or is ignored."""
        kept: list[int] = []
        parsed: list[Any] = []
        for slot, value in zip(raw.owners.tolist(), raw.values, strict=True):
            try:
                result = field_type.parse_value(value)
            except FindlingError as error:
                self._refuse(field_type, slot, value, error)
                continue
            if result is IGNORED:
                self.ignored.setdefault(slot, set()).add(field_type.name)
            elif result is not None:
                kept.append(slot)
                parsed.append(result)
        return np.array(kept, dtype=np.int32), field_type.gather(parsed)

    def _refuse(self, field_type: FieldType, slot: int, value: Any, error: FindlingError) -> None:
        if field_type.get("ignore_malformed"):
            self.ignored.setdefault(slot, set()).add(field_type.name)
            return
        number = self.slots.input_of(slot)
        reason = (
            f"failed to parse field [{field_type.name}] of type [{field_type.type_name}] in document with id "
            f"'{self.ids[number]}'. Preview of field's value: '{preview(value)}'"
        )
        path = self._path_of(field_type.name)
        self._fail_slot(slot, _caused(DocumentParsingError(reason), error), path, value)

    def _path_of(self, name: str) -> str:
        """Where a field's values stand in the source; a multi-field's are its parent's."""
        field = self.mapping.field(name)
        return field.source_path if field is not None else name

    def _fail_slot(self, slot: int, error: FindlingError, path: str | None, value: Any, of_key: bool = False) -> None:
        """Notes why an input failed, with the place in its JSON text where that can be found."""
        number = self.slots.input_of(slot)
        if number in self.errors:
            return
        place = location_of(self._text(number), path, value, of_key) if path is not None else None
        if place is not None:
            error.reason = f"[{place}] {error.reason}"
            error.args = (error.reason,)
        self.fail(number, error)

    def _text(self, number: int) -> bytes:
        """The JSON text of an input; without the sent one a compact rendering, which is what most clients send."""
        if self.raw is not None:
            return self.raw(number)
        return json.dumps(self.sources[number], ensure_ascii=False, separators=(",", ":"), default=str).encode()

    # the result

    def _assemble(self) -> ParsedBatch:
        docs = self.slots.numbers(sorted(self.errors))
        n_inputs = self.slots.n_inputs
        n_docs = int(docs.max(initial=-1)) + 1
        batch = ParsedBatch(n_docs, docs[:n_inputs].copy(), errors=self.errors)
        renumber = bool(self.errors) or len(self.slots) != n_inputs
        if len(self.slots) != n_inputs:
            batch.root_mask = np.zeros(n_docs, dtype=np.bool_)
            batch.root_mask[docs[:n_inputs][docs[:n_inputs] >= 0]] = True
            self._add_paths()
        self._add_ignored()
        self._add_constants()
        for name, (field_type, chunks) in self.chunks.items():
            column = column_of(name, field_type.structures, chunks, docs if renumber else None)
            if len(column.docs) and has_structures(column.structures):
                batch.columns[name] = column
        return batch

    def _add_paths(self) -> None:
        field = self.mapping.field(NESTED_PATH)
        if field is not None:
            for slots, path in self.slots.paths:
                self._keep(field.type, slots, [path.encode()] * len(slots))

    def _add_constants(self) -> None:
        for field_type in self.mapping.constant_fields:
            if field_type.constant is not None:
                roots = np.arange(self.slots.n_inputs, dtype=np.int32)
                self._keep(field_type, roots, [field_type.index_term(field_type.constant)] * len(roots))

    def _add_ignored(self) -> None:
        field = self.mapping.field(IGNORED_FIELD)
        if field is None or not self.ignored:
            return
        by_root: dict[int, set[str]] = {}
        for slot, names in self.ignored.items():
            by_root.setdefault(self.slots.input_of(slot), set()).update(names)
        pairs = [(root, name.encode()) for root in sorted(by_root) for name in sorted(by_root[root])]
        self._keep(field.type, np.array([root for root, _ in pairs], dtype=np.int32), [name for _, name in pairs])


def preview(value: Any) -> str:
    """Returns a value for an error message, cut after 100 characters."""
    text = shown(value)
    return text if len(text) <= PREVIEW_LENGTH else text[:PREVIEW_LENGTH]


def _caused(error: FindlingError, cause: FindlingError) -> FindlingError:
    error.__cause__ = cause
    return error


def _refused(error: FindlingError) -> FindlingError:
    """Returns the error of a document whose new fields are not accepted."""
    if isinstance(error, DocumentParsingError) or "Limit of " in error.reason:
        return error
    return _caused(DocumentParsingError(f"failed to parse: {error.reason}"), error)
