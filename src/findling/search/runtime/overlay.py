"""Lays computed fields over the mapping and the segments of a shard."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError
from findling.codec.bitmap import Bitmap
from findling.codec.columns.numeric import NumericColumn
from findling.codec.columns.ordinals import OrdinalColumn
from findling.codec.postings.postings import TermsReader
from findling.codec.segment_reader import SegmentReader
from findling.index.searcher import Searcher, SegmentView
from findling.mapping.field_type import FieldType, type_class
from findling.mapping.overlaid_mapping import OverlaidMapping
from findling.mapping.runtime.runtime_field import COMPOSITE, RuntimeField
from findling.script.contexts import CONTEXTS
from findling.search.context import NO_CACHE, SegmentContext, ShardContext
from findling.search.runtime.columns import compute
from findling.search.runtime.computed import AggregationScript, ComputedField, distinct
from findling.search.runtime.faults import Faults, faulty_numbers, faulty_ordinals
from findling.search.script.compiled import compiled

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping as IndexMapping
    from findling.search.query.base import Query


class _ComputedReader(SegmentReader):
    """A segment whose computed fields are made when they are first asked for."""

    def __init__(self, base: SegmentReader, fields: Mapping[str, ComputedField]) -> None:
        self.__dict__.update({name: value for name, value in base.__dict__.items() if name != "source"})
        self._base = base
        self._computed = fields
        self._made: dict[str, SegmentReader] = {}
        self._faults: dict[str, Faults] = {}
        self._making: list[str] = []
        self._guard = threading.RLock()
        self.bound: tuple[ShardContext, SegmentContext] | None = None

    def _of(self, field: str) -> SegmentReader:
        """Returns what has a field: this segment, or that of a computed one."""
        computed = self._computed.get(field)
        if computed is None:
            return self._base
        with self._guard:
            if field not in self._made:
                self._made[field] = self._make(computed)
            return self._made[field]

    def _make(self, computed: ComputedField) -> SegmentReader:
        assert self.bound is not None
        if computed.name in self._making:
            chain = " -> ".join([*self._making, computed.name])
            raise IllegalArgumentError(f"Cyclic dependency detected while resolving runtime fields: {chain}")
        self._making.append(computed.name)
        try:
            reader, faults = compute(computed, *self.bound)
            if faults is not None:
                self._faults[computed.name] = faults
            return reader
        finally:
            self._making.pop()

    @cached_property
    def source(self) -> Any:
        # of a segment of which only a part may be seen, that part
        return self._base.source

    def vectors(self, field: str) -> Any:
        return self._of(field).vectors(field)

    def graph(self, field: str) -> Any:
        return self._of(field).graph(field)

    def graph_arrays(self, field: str) -> Any:
        return self._of(field).graph_arrays(field)

    def terms(self, field: str) -> TermsReader | None:
        return self._of(field).terms(field)

    def norms(self, field: str) -> Any:
        return self._of(field).norms(field)

    def numeric(self, field: str) -> NumericColumn | None:
        column = self._of(field).numeric(field)
        faults = self._faults.get(field)
        return column if faults is None or column is None else faulty_numbers(column, faults)

    def ordinals(self, field: str) -> OrdinalColumn | None:
        column = self._of(field).ordinals(field)
        faults = self._faults.get(field)
        return column if faults is None or column is None else faulty_ordinals(column, faults)

    def presence(self, field: str) -> Bitmap | None:
        return self._of(field).presence(field)


class _ComputedSearcher(Searcher):
    """The segments of a searcher with computed fields, for one search. The searcher itself is held by others."""

    reads_by_segment = True

    def __init__(self, base: Searcher, views: Iterable[SegmentView]) -> None:
        self.segments = tuple(views)
        self.generation = base.generation
        self.max_seq_no = base.max_seq_no
        self.memo = {}
        self.kept = {}

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        """Nothing is held."""


def with_computed(
    ctx: ShardContext,
    runtime: Mapping[str, RuntimeField],
    scripts: Iterable[AggregationScript] = (),
    query: Query | None = None,
    *,
    of_query: bool = False,
    compiles: bool = True,
) -> ShardContext:
    """Returns a context in which there are computed fields too; the same if there are none.

    query: whose scores scripts of aggregations see; of_query: whether they are asked about its documents only
    compiles: whether scripts are compiled now, not when they are asked
    Raises what keeps a script from being compiled.
    """
    types = {field.name: field.type(ctx.mapping.context) for field in runtime.values() if field.kind != COMPOSITE}
    visible = {name: _of_runtime(runtime[name], type_) for name, type_ in types.items() if type_.lookup is None}
    given = OverlaidMapping(ctx.mapping, types)
    hidden = {
        name: _of_script(script, given, query, of_query)
        for name, script in distinct(list(scripts)).items()
        if script.field is None or given.field(script.field) is not None
    }
    fields = {**visible, **hidden}
    if not types and not hidden:
        return ctx
    mapping = OverlaidMapping(
        ctx.mapping,
        types,
        {name: field.type for name, field in hidden.items()},
    )
    views = []
    for view in ctx.searcher.segments:
        own = copy.copy(view)
        own.reader = _ComputedReader(view.reader, fields)
        views.append(own)
    made = replace(ctx, mapping=mapping, searcher=_ComputedSearcher(ctx.searcher, views), filters=NO_CACHE)
    for segment in made.segments:
        assert isinstance(segment.reader, _ComputedReader)
        segment.reader.bound = made, segment
    for field in fields.values():
        if compiles and field.script is not None:
            compiled(field.script, field.context, made)
    return made


def _of_runtime(field: RuntimeField, made: FieldType) -> ComputedField:
    part = None if field.parent is None else field.name.removeprefix(f"{field.parent}.")
    return ComputedField(made, field.script, CONTEXTS[field.context], None, part, field.is_lenient)


def _of_script(script: AggregationScript, mapping: IndexMapping, query: Query | None, of_query: bool) -> ComputedField:
    kind = script.kind
    field = None if script.field is None else mapping.field(script.field)
    if field is not None:
        # what is made of numbers is numbers, and of everything else texts
        kind = "keyword" if field.type.numbers is None else "double"
    made = type_class(kind, script.name)(script.name, {"index": False}, mapping.context)
    return script.computed(made, query, of_query)
