"""From JSON documents to typed columns, a whole batch at once.

Every key's values over all documents are gathered into one column; a column whose values have the expected JSON types
is converted in bulk by the field type. Only columns with odd values are walked value by value, and only that walk makes
errors.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.base.errors import (
    DocumentParsingError,
    FindlingError,
    IllegalArgumentError,
    RoutingMissingError,
    StrictDynamicMappingError,
)
from findling.base.work.current import checked
from findling.mapping.documents.document_errors import DocumentErrors, caused
from findling.mapping.documents.dynamic_fields import DynamicFields, leaf_paths
from findling.mapping.documents.field_columns import FieldColumns
from findling.mapping.documents.inference_fields import INFERENCE_FIELDS, terms_of
from findling.mapping.documents.json_documents import Column, JsonDocuments
from findling.mapping.documents.metadata_fields import IN_DOCUMENTS, ROUTING_HASH, SERIES_ID
from findling.mapping.documents.object_columns import columns_of
from findling.mapping.documents.series_documents import SeriesDocuments
from findling.mapping.documents.slots import Slots
from findling.mapping.field_path import refused_name
from findling.mapping.parsed_batch import ParsedBatch
from findling.mapping.raw_values import MISSING, Owners, RawValues, flatten
from findling.mapping.time_series.bounds import TIMESTAMP
from findling.mapping.time_series.identities import Identities
from findling.mapping.time_series.routing_hash import encode_hash
from findling.mapping.tree import AliasNode, Dynamic, FieldNode, ObjectNode

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping

_COLUMNS: Final = 200
"""Fields that are read between two checks of whether to go on."""


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
        self.slots = Slots(len(sources))
        timestamp = None if mapping.settings.time_series is None else mapping.field(TIMESTAMP)
        self.errors = DocumentErrors(
            ids, sources, self.slots, raw, routings, None if timestamp is None else timestamp.type
        )
        self.columns = FieldColumns(mapping, self.slots, self.errors)
        self.unmapped = False

    def parse(self) -> ParsedBatch:
        """Returns the columns, or only the mapping update if documents have new fields."""
        self._check_documents()
        self._parse_root(self.mapping.root)
        if self.unmapped:
            update = self._mapping_update()
            if update is not None:
                return ParsedBatch(0, np.full(len(self.sources), -1, dtype=np.int32), mapping_update=update)
        self._check_nested_counts()
        identities = None if self.mapping.settings.time_series is None else self._identities()
        if identities is None and self.mapping.options.has_timestamp:
            SeriesDocuments(self.mapping, self.columns, self.errors, len(self.sources)).timestamps()
        batch = self._result()
        batch.identities = identities
        return batch

    def _parse_root(self, root: ObjectNode) -> None:
        failed, dynamic = self.errors.errors, root.dynamic or "true"
        if isinstance(self.sources, JsonDocuments) and not failed and self._has_field_names(root, self.sources):
            if root.is_enabled:
                self._parse_columns(root, self.sources.columns(), dynamic)
            return
        owners = np.arange(len(self.sources), dtype=np.int32)
        rows = list(self.sources)
        if failed:
            owners = np.delete(owners, list(failed))
            rows = [self.sources[i] for i in owners.tolist()]
        self._parse_object(root, rows, owners, dynamic)

    def _has_field_names(self, root: ObjectNode, documents: JsonDocuments) -> bool:
        return documents.has_plain_names if root.has_subobjects else documents.has_no_objects

    def _result(self) -> ParsedBatch:
        self.errors.locate()
        n_inputs = self.slots.n_inputs
        docs = self.slots.numbers(sorted(self.errors.errors))
        n_docs = int(docs.max(initial=-1)) + 1
        batch = ParsedBatch(n_docs, docs[:n_inputs].copy(), errors=self.errors.errors)
        batch.stored_source = self.mapping.stored_source
        if len(self.slots) != n_inputs:
            batch.root_mask = np.zeros(n_docs, dtype=np.bool_)
            batch.root_mask[batch.roots[batch.roots >= 0]] = True
        renumbered = bool(batch.errors) or len(self.slots) != n_inputs
        batch.columns = self.columns.assemble(docs if renumbered else None)
        return batch

    # whole documents

    def _check_documents(self) -> None:
        if not isinstance(self.sources, JsonDocuments) and set(map(type, self.sources)) - {dict}:
            for number, source in enumerate(self.sources):
                if type(source) is not dict:
                    self.errors.fail(number, DocumentParsingError("Malformed content, must start with an object"))
        if self.mapping.routing_required:
            for number, doc_id in enumerate(self.ids):
                if self.routings is None or self.routings[number] is None:
                    self.errors.fail(number, RoutingMissingError(f"routing is required for [_doc]/[{doc_id}]"))

    def _check_nested_counts(self) -> None:
        limit = self.mapping.settings.nested_objects
        if len(self.slots) - self.slots.n_inputs <= limit:
            return
        for number in np.flatnonzero(self.slots.nested_counts() > limit).tolist():
            reason = (
                f"The number of nested documents has exceeded the allowed limit of [{limit}]. This limit can be set by "
                "changing the [index.mapping.nested_objects.limit] index level setting."
            )
            self.errors.fail(number, DocumentParsingError(reason))

    def _identities(self) -> Identities:
        """Names the documents of time series, and fails those that cannot be in the index."""
        series = SeriesDocuments(self.mapping, self.columns, self.errors, self.slots.n_inputs)
        identities = series.identities(self.ids, self.routings)
        roots = np.arange(self.slots.n_inputs, dtype=np.int32)
        ids, hashes = (self.mapping.field(name) for name in (SERIES_ID, ROUTING_HASH))
        if ids is not None and hashes is not None and len(roots):
            self.columns.keep(ids.type, roots, [identities.series[number] for number in identities.series_of])
            self.columns.keep(hashes.type, roots, [encode_hash(each).encode() for each in identities.hashes])
        return identities

    # new fields

    def _mapping_update(self) -> dict[str, object] | None:
        """Returns the update for new fields; documents whose new fields cannot be mapped fail."""
        numbers = [number for number in range(len(self.sources)) if number not in self.errors.errors]
        try:
            update = DynamicFields(self.mapping).update_for([self.sources[number] for number in numbers])
            if update is not None:
                self.mapping.merge(update, adding=True)
        except FindlingError as error:
            if len(numbers) > 1 or self.mapping.settings.ignore_beyond_limit:
                return self._update_one_by_one()
            self.errors.refuse_fields(numbers[0], error)
            return None
        return update

    def _update_one_by_one(self) -> dict[str, object] | None:
        """The same when some document's fields are refused: takes in documents in order, as far as each is accepted."""
        merged = self.mapping
        for number, source in enumerate(self.sources):
            if number in self.errors.errors:
                continue
            try:
                update = DynamicFields(merged).update_for([source])
                if update is not None:
                    merged = self._merged_for(number, merged, update)
            except FindlingError as error:
                self.errors.refuse_fields(number, error)
        return merged.to_json() if merged is not self.mapping else None

    def _merged_for(self, number: int, mapping: "Mapping", update: dict[str, Any]) -> "Mapping":
        """Returns the mapping with one document's fields; with ignore_dynamic_beyond_limit with those that fit.

        The others are noted as ignored: the document itself is taken.
        """
        if not self.mapping.settings.ignore_beyond_limit:
            return mapping.merge(update, adding=True)
        if "runtime" in update:
            mapping = mapping.merge({**update, "properties": {}}, adding=True)
        for name, definition in update["properties"].items():
            try:
                mapping = mapping.merge({**update, "properties": {name: definition}}, adding=True)
            except FindlingError as error:
                if not error.reason.startswith("Limit of total fields"):
                    raise
                self.errors.ignore(number, name)
        return mapping

    # objects

    def _parse_object(self, node: ObjectNode, rows: Sequence[dict[str, Any]], owners: Owners, dynamic: Dynamic) -> None:
        if node.is_enabled and rows:
            self._parse_columns(node, columns_of(node, rows, owners, dynamic), dynamic)

    def _parse_columns(self, node: ObjectNode, columns: Iterable[Column], dynamic: Dynamic) -> None:
        for key, column, key_owners in checked(columns, _COLUMNS):
            child = node.children.get(key)
            if isinstance(child, FieldNode):
                self._parse_field(child, column, key_owners)
            elif isinstance(child, ObjectNode):
                self._parse_objects(child, column, key_owners, child.dynamic or dynamic)
            elif isinstance(child, AliasNode):
                self._refuse_alias(child, column, key_owners)
            else:
                self._parse_unknown(node, key, column, key_owners, dynamic)

    def _parse_objects(self, node: ObjectNode, column: Sequence[object], owners: Owners, dynamic: Dynamic) -> None:
        if not node.is_enabled:
            return
        raw = flatten(column, owners).replacing_nulls(None)
        if raw.types - {dict}:
            raw = self._without_concrete(node, raw, column, owners)
        if node.nested and raw.values:
            raw = RawValues(self.slots.add(raw.owners, node.name), raw.values, raw.types)
        self._parse_object(node, raw.values, raw.owners, dynamic)

    def _without_concrete(
        self, node: ObjectNode, raw: RawValues, column: Sequence[object], owners: Owners
    ) -> RawValues:
        leaf = node.name.rpartition(".")[2]
        lists = {slot for slot, value in zip(owners.tolist(), column, strict=True) if type(value) is list}
        for slot, value in zip(raw.owners.tolist(), raw.values, strict=True):
            if type(value) is not dict:
                name = "null" if slot in lists else leaf  # entries of a list have none
                fault = f"object mapping for [{node.name}] tried to parse field [{name}] as object, but found a "
                self.errors.fail_at(slot, DocumentParsingError(f"{fault}concrete value"), node.name, value)
        return raw.where([type(value) is dict for value in raw.values])

    def _refuse_alias(self, node: AliasNode, column: Sequence[object], owners: Owners) -> None:
        reason = f"Cannot write to a field alias [{node.name}]."
        for slot, value in _present(column, owners):
            error = caused(DocumentParsingError(f"failed to parse: {reason}"), IllegalArgumentError(reason))
            self.errors.fail_at(slot, error, node.name, value)

    def _parse_unknown(
        self, node: ObjectNode, key: str, column: Sequence[object], owners: Owners, dynamic: Dynamic
    ) -> None:
        """A key that is not in the mapping."""
        if refused_name(key, node.has_subobjects) is not None:
            self._refuse_name(node, key, column, owners)
            return
        if not node.name and key.startswith("_") and self._parse_metadata(key, column, owners):
            return
        if dynamic == "strict":
            where = node.name or self.mapping.type_name
            reason = f"mapping set to strict, dynamic introduction of [{key}] within [{where}] is not allowed"
            for slot, value in _present(column, owners):
                self.errors.fail_at(slot, StrictDynamicMappingError(reason), node.path(key), value)
        elif dynamic != "false" and not self.unmapped:
            self.unmapped = self._is_new(node.path(key), flatten(column, owners).replacing_nulls(None), dynamic)

    def _is_new(self, path: str, raw: RawValues, dynamic: Dynamic) -> bool:
        """Whether values at a key that is not in the mapping make a new field."""
        known = self.mapping.options.runtime_names
        if dynamic == "true":
            return bool(raw.values) and path not in known
        return any(leaf not in known for value in raw.values for leaf in leaf_paths(path, value))

    def _refuse_name(self, node: ObjectNode, key: str, column: Sequence[object], owners: Owners) -> None:
        for slot, value in _present(column, owners):
            error = refused_name(key, node.has_subobjects)
            if error is not None:
                self.errors.fail_at(slot, error, node.path(key), value, of_key=True)

    def _parse_metadata(self, key: str, column: Sequence[object], owners: Owners) -> bool:
        """Takes care of a metadata field; False if the key is none."""
        field = self.mapping.field(key)
        if field is None or not field.is_metadata:
            return False
        if key in IN_DOCUMENTS:
            self.columns.convert(field.type, flatten(column, owners), key)
            return True
        if key == INFERENCE_FIELDS and self.mapping.semantic_fields:
            self._parse_inference(column, owners)
            return True
        reason = (
            f"Field [{key}] is a metadata field and cannot be added inside a document. "
            "Use the index API request parameters."
        )
        for slot, value in _present(column, owners):
            self.errors.refuse(field.type, key, slot, value, DocumentParsingError(reason))
        return True

    def _parse_inference(self, column: Sequence[object], owners: Owners) -> None:
        """Takes the terms that models made of a document's texts."""
        fields = {field.name: field.type for field in self.mapping.semantic_fields}
        for slot, member in _present(column, owners):
            for name, term in terms_of(member).items():
                if name in fields:
                    self.columns.keep(fields[name], np.array([slot], np.int32), [term])

    # fields

    def _parse_field(self, node: FieldNode, column: Sequence[object], owners: Owners) -> None:
        raw = flatten(column, owners, node.type.is_value)
        if not node.type.is_complete:
            self.unmapped = self.unmapped or bool(raw.replacing_nulls(None).values)
            return
        self.columns.add(node, raw)
        for target in node.copy_to:
            target_node = self._field_node(target)
            if target_node is not None:
                self.columns.add_copied(target_node, raw)
            elif raw.values:
                self._copy_to_unknown(target)

    def _copy_to_unknown(self, target: str) -> None:
        """A copy_to target that is in no mapping is a new field like any other."""
        dynamic = self.mapping.root.dynamic or "true"
        if dynamic == "true" or (dynamic == "runtime" and target not in self.mapping.options.runtime_names):
            self.unmapped = True

    def _field_node(self, name: str) -> FieldNode | None:
        node: Any = self.mapping.root.children.get(name)
        if node is None:
            node = self.mapping.root
            for part in name.split("."):
                node = node.children.get(part) if isinstance(node, ObjectNode) else None
        return node if isinstance(node, FieldNode) else None


def _present(column: Sequence[object], owners: Owners) -> list[tuple[int, Any]]:
    """Returns (slot, value) where the column has a value."""
    return [(slot, value) for slot, value in zip(owners.tolist(), column, strict=True) if value is not MISSING]
