"""Collects the values of all fields of a batch, converts them and puts them in order."""

from typing import TYPE_CHECKING, Any

import numpy as np

from findling.analysis.packed_strings import PackedTexts
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.mapping.documents.column_chunks import Chunk, column_of, has_structures
from findling.mapping.documents.document_errors import DocumentErrors
from findling.mapping.documents.metadata_fields import IGNORED_FIELD, NESTED_PATH
from findling.mapping.documents.slots import Slots
from findling.mapping.field_type import ColumnValues, FieldType, Origin
from findling.mapping.parsed_batch import FieldColumn
from findling.mapping.raw_values import Owners, RawValues
from findling.mapping.synthetic_values import IGNORED
from findling.mapping.tree import FieldNode

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping


class FieldColumns:
    """The columns of one batch while it is parsed."""

    def __init__(self, mapping: "Mapping", slots: Slots, errors: DocumentErrors) -> None:
        self._mapping = mapping
        self._slots = slots
        self._errors = errors
        self._chunks: dict[str, tuple[FieldType, list[Chunk]]] = {}

    def add(self, node: FieldNode, raw: RawValues) -> None:
        """Takes the values of a field for itself, its multi-fields and their hidden companions."""
        for field_type in (node.type, *node.fields.values()):
            self.convert(field_type, raw, node.name)
            for companion in field_type.companions:
                self.convert(companion, raw, node.name)

    def add_copied(self, node: FieldNode, raw: RawValues) -> None:
        """Takes values for the target of a copy_to, in the documents of the target's scope."""
        owners = self._in_scope(raw.owners, self._mapping.nested_scope(node.name))
        self.add(node, RawValues(owners, raw.values, raw.types))

    def convert(self, field_type: FieldType, raw: RawValues, path: str) -> None:
        """Converts the values of one field or multi-field and keeps them; path: where they stand in the source."""
        raw = raw.replacing_nulls(field_type.null_value)
        if field_type.expands:
            raw = self._expanded(field_type, raw, path)
        if not raw.values:
            return
        if len(raw.values) > field_type.most_values:
            raw = self._without_too_many(field_type, raw, path)
        if field_type.single_valued:
            raw = self._without_seconds(field_type, raw, path)
        values = None if field_type.needs_document else _converted(field_type, raw)
        owners = raw.owners
        if values is None:
            owners, values = self._convert_each(field_type, raw, path)
        if len(values):
            self.keep(field_type, owners, values)

    def _convert_each(self, field_type: FieldType, raw: RawValues, path: str) -> Chunk:
        """Converts value by value; what cannot be converted makes its document fail or is ignored."""
        kept: list[int] = []
        parsed: list[Any] = []
        for slot, value in zip(raw.owners.tolist(), raw.values, strict=True):
            try:
                result = self._parsed(field_type, slot, value)
            except FindlingError as error:
                self._errors.refuse(field_type, path, slot, value, error)
                continue
            if result is IGNORED:
                self._errors.ignore(slot, field_type.name)
            elif result is not None:
                kept.append(slot)
                parsed.append(result)
        return np.array(kept, dtype=np.int32), field_type.gather(parsed)

    def _parsed(self, field_type: FieldType, slot: int, value: object) -> object:
        if field_type.needs_document:
            return field_type.parse_in_document(value, self._origin(slot))
        return field_type.parse_value(value)

    def _without_seconds(self, field_type: FieldType, raw: RawValues, path: str) -> RawValues:
        """Refuses the values of documents that have one already."""
        seen = {int(slot) for owners, _ in self._chunks.get(field_type.name, (None, ()))[1] for slot in owners}
        first = [slot not in seen and not seen.add(slot) for slot in raw.owners.tolist()]  # type: ignore[func-returns-value]
        for slot, value, is_first in zip(raw.owners.tolist(), raw.values, first, strict=True):
            if not is_first:
                self._errors.refuse(field_type, path, slot, value, field_type.several_values())
        return raw if all(first) else raw.where(first)

    def _without_too_many(self, field_type: FieldType, raw: RawValues, path: str) -> RawValues:
        """Refuses documents with more values than have positions."""
        too_many = np.bincount(raw.owners) > field_type.most_values
        for slot in np.flatnonzero(too_many).tolist():
            error = IllegalArgumentError(f"position overflowed Integer.MAX_VALUE for field '{field_type.name}'")
            value = next(value for owner, value in zip(raw.owners, raw.values, strict=True) if owner == slot)
            self._errors.refuse(field_type, path, slot, value, error)
        return raw.where((~too_many[raw.owners]).tolist())

    def _expanded(self, field_type: FieldType, raw: RawValues, path: str) -> RawValues:
        owners: list[int] = []
        values: list[Any] = []
        for slot, value in zip(raw.owners.tolist(), raw.values, strict=True):
            try:
                leaves = self._leaves(field_type, slot, value)
            except FindlingError as error:
                self._errors.refuse(field_type, path, slot, value, error)
                continue
            owners.extend([slot] * len(leaves))
            values.extend(leaves)
        return RawValues(np.array(owners, dtype=np.int32), values, set(map(type, values)))

    def _leaves(self, field_type: FieldType, slot: int, value: object) -> list[object]:
        return (
            field_type.leaves_in_document(value, self._origin(slot))
            if field_type.needs_document
            else field_type.leaves(value)
        )

    def _origin(self, slot: int) -> Origin:
        return self._errors.origin_of(slot)._replace(mapping=self._mapping)

    def keep(self, field_type: FieldType, owners: Owners, values: ColumnValues) -> None:
        """Keeps converted values, also for the documents that include_in_parent and include_in_root name."""
        chunks = self._chunks.setdefault(field_type.name, (field_type, []))[1]
        chunks.append((owners, values))
        for scope in self._mapping.included_scopes(field_type.name):
            chunks.append((self._in_scope(owners, scope or None), values))

    def _in_scope(self, owners: Owners, scope: str | None) -> Owners:
        """Returns for each slot itself or the ancestor that is a document of `scope`; the root's is None."""
        if scope is None:
            return self._slots.roots[owners]
        inside = np.zeros(len(self._slots), dtype=np.bool_)
        for slots, path in self._slots.paths:
            if path == scope:
                inside[slots] = True
        parents = self._slots.parents
        while not inside[owners].all():
            upper = np.where(inside[owners], owners, parents[owners]).astype(np.int32)
            if (upper == owners).all():
                break
            owners = upper
        return owners

    def values_of_inputs(self, name: str) -> Chunk | None:
        """Returns (inputs, values) of a field of root documents so far, those of one input in order; None for none."""
        kept = self._chunks.get(name)
        if kept is None:
            return None
        column = column_of(name, kept[0].structures, kept[1], None)
        return column.docs, column.values

    def assemble(self, docs: Owners | None) -> dict[str, FieldColumn]:
        """Returns the columns by field name, in doc order.

        docs: (n_slots,) doc of each slot, -1 where the input failed; None if slots are docs
        """
        self._add_paths()
        self._add_ignored()
        self._add_constants()
        columns = {}
        for name, (field_type, chunks) in self._chunks.items():
            column = column_of(name, field_type.structures, chunks, docs)
            if len(column.docs) and has_structures(column.structures):
                columns[name] = column
        return columns

    def _add_paths(self) -> None:
        for slots, path in self._slots.paths:
            self.keep(self._metadata(NESTED_PATH), slots, [path.encode()] * len(slots))

    def _add_ignored(self) -> None:
        pairs = self._errors.ignored_terms()
        if pairs:
            roots = np.array([root for root, _ in pairs], dtype=np.int32)
            self.keep(self._metadata(IGNORED_FIELD), roots, [name for _, name in pairs])

    def _add_constants(self) -> None:
        roots = np.arange(self._slots.n_inputs, dtype=np.int32)
        for field_type in self._mapping.constant_fields:
            if field_type.constant is not None:
                self.keep(field_type, roots, [field_type.index_term(field_type.constant)] * len(roots))

    def _metadata(self, name: str) -> FieldType:
        field = self._mapping.field(name)
        if field is None:
            raise AssertionError(f"metadata field {name} is missing")
        return field.type


def _converted(field_type: FieldType, raw: RawValues) -> ColumnValues | None:
    """Returns the values as the field type converts them in bulk, None if it does not."""
    values = raw.values
    if isinstance(values, PackedTexts):
        converted = field_type.parse_texts(values)
        if converted is not None:
            return converted
    return field_type.parse_column(values if isinstance(values, list) else list(values), raw.types)
