"""Finds the index that a write goes to; makes it if it does not exist and may be made."""

from typing import Final

from findling.base.errors import IllegalArgumentError, IndexNotFoundError
from findling.cluster.access import acting, check_names, current_access
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import resolve_write, stream_written
from findling.cluster.state import AliasMetadata, IndexMetadata
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.templates import auto_create_fault, find_stream_template
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.failure_store import is_kept
from findling.node.documents.series_routing import series_index
from findling.node.documents.stream_rules import check_stream_write, no_stream_template, stream_required
from findling.node.indices.create_index import auto_create_index
from findling.node.indices.put_mapping import set_type_name
from findling.node.services.index_blocks import check_blocks
from findling.node.services.node import Node
from findling.node.services.visibility import refuse_parts
from findling.node.streams.create_stream import auto_create_stream
from findling.node.streams.stream_rollover import roll_if_asked

# Elasticsearch's names of what is done with one document, whatever API it came by
SHARD_WRITE: Final = "indices:data/write/bulk[s]"
_UPDATE: Final = "Can't execute an update request if field or document level security is enabled"
_UPDATE_OF_BULK: Final = (
    "Can't execute a bulk item request with update requests embedded if field or document level security is enabled"
)
_OPERATIONS: Final = {
    "index": "indices:data/write/index:op_type/index",
    "create": "indices:data/write/index:op_type/create",
    "delete": "indices:data/write/delete",
    "update": "indices:data/write/update",
}


class WriteTargets:
    """The indices that the writes of one request go to, by the name in the request; each is resolved once."""

    def __init__(self, node: Node, of_bulk: bool = False, of_update: bool = False) -> None:
        """of_bulk: whether it is many writes that are asked for, not one; of_update: whether that one is an update"""
        self._node = node
        self._of_bulk = of_bulk
        self._creation = "indices:admin/create" if of_update else "indices:admin/auto_create"
        self._known: dict[tuple[str, bool], tuple[IndexMetadata, AliasMetadata | None]] = {}
        self._used: set[str] = set()
        self._typed: set[tuple[str, str | None]] = set()

    def find(
        self, name: str, require_alias: bool = False, create: bool = True, require_stream: bool = False
    ) -> tuple[IndexMetadata, AliasMetadata | None]:
        """Returns the index, and the alias if the name is one. Raises what forbids writing there.

        create: whether a missing index may be made; require_stream: but only as one of a data stream
        """
        key = (name, require_alias)
        if key not in self._known:
            self._known[key] = self._resolve(name, require_alias, create, require_stream)
        return self._known[key]

    def find_for(self, item: BulkItem, create: bool, of_stream: bool) -> tuple[IndexMetadata, AliasMetadata | None]:
        """Returns the index of a write, and the alias; of a data stream that which takes the document.

        create: whether a missing index may be made; of_stream: but only as one of a data stream
        Raises what forbids it.
        """
        stream = self._check_stream(item) if self._node.cluster.state.streams else None
        found = self.find(item.index, item.require_alias, create, of_stream and item.require_data_stream)
        if item.require_data_stream and self._node.cluster.state.streams.parent(found[0].name) is None:
            raise stream_required(item.index)
        if not self._node.cluster.state.streams:
            return found
        stream = stream or self._check_stream(item)
        if stream is None:
            return found
        item.stream = stream.name
        if found[0].is_time_series:
            return series_index(self._node.cluster.state, stream.name, item), None
        return found

    def takes_run(self, name: str, action: str) -> bool:
        """Whether documents that are all written alike may be taken together: not to data streams and their indices."""
        state = self._node.cluster.state
        if not state.streams and not state.index_templates:
            return True
        resolved = resolve_date_math(name, self._node.clock.now_ms())
        if state.streams.parent(resolved) is not None or resolved in state.streams.aliases:
            return False
        stream = state.streams.get(resolved)
        if stream is None:
            return resolved in state.indices or find_stream_template(state, resolved) is None
        return action == "create" and not stream.allow_custom_routing and not is_kept(state, stream)

    def _check_stream(self, item: BulkItem) -> DataStream | None:
        name = resolve_date_math(item.index, self._node.clock.now_ms())
        stream = check_stream_write(self._node.cluster.state, name, item, item.index in self._used)
        if stream is not None:
            self._used.add(item.index)
        return stream

    def check_operation(self, name: str, action: str) -> None:
        """Raises what forbids an operation (index, create, delete, update) with an index of that name."""
        with acting(_OPERATIONS[action]):
            resolved = resolve_date_math(name, self._node.clock.now_ms())
            check_names([resolved])
            if action == "update" and current_access() is not None:
                refuse_parts(resolved, frozenset({resolved}), _UPDATE_OF_BULK if self._of_bulk else _UPDATE)

    def take_type(self, metadata: IndexMetadata, type_name: str | None) -> None:
        """Makes the mapping type of a document written that of its index.

        None and "_doc" say nothing of types. Raises IllegalArgumentError if the index has another.
        """
        key = (metadata.name, type_name)
        if type_name is not None and type_name != "_doc" and key not in self._typed:
            set_type_name(self._node, [metadata.name], type_name)
            self._typed.add(key)

    def _resolve(
        self, name: str, require_alias: bool, create: bool, require_stream: bool
    ) -> tuple[IndexMetadata, AliasMetadata | None]:
        self._node.cluster.check_writes()
        resolved = resolve_date_math(name, self._node.clock.now_ms())
        stream = stream_written(self._node.cluster.state, resolved) if self._node.cluster.state.streams else None
        if stream is not None:
            roll_if_asked(self._node, stream)
        target = resolve_write(self._node.cluster.state, resolved)
        if (
            require_alias
            and (target is None or target[1] is None)
            and resolved not in self._node.cluster.state.streams.aliases
        ):
            raise alias_required(resolved)
        if target is None:
            if not create:
                raise IndexNotFoundError(resolved)
            target = self._create(resolved, require_stream)
        with acting(SHARD_WRITE):
            check_names([resolved])
        check_blocks(target[0], "write")
        return target

    def _create(self, name: str, require_stream: bool) -> tuple[IndexMetadata, AliasMetadata | None]:
        of_stream = find_stream_template(self._node.cluster.state, name) is not None
        if require_stream and not of_stream:
            raise no_stream_template(name)
        fault = auto_create_fault(self._node.cluster.state, name)
        if fault is not None:
            error = IndexNotFoundError(name, f"no such index [{name}] and {fault}")
            error.metadata = {"index_uuid": "_na_", "index": name}
            raise error
        with acting(self._creation):
            check_names([name])
            if of_stream:
                auto_create_stream(self._node, name)
            else:
                auto_create_index(self._node, name)
        target = resolve_write(self._node.cluster.state, name)
        if target is None:
            raise IndexNotFoundError(name)
        return target


def alias_routing(alias: AliasMetadata | None, name: str, routing: str | None) -> str | None:
    """Returns the routing of a write that goes through an alias.

    Raises IllegalArgumentError if it contradicts the alias.
    """
    if alias is None or alias.index_routing is None:
        return routing
    if "," in alias.index_routing:
        raise IllegalArgumentError(
            f"index/alias [{name}] provided with routing value [{alias.index_routing}] that resolved to several "
            "routing values, rejecting operation"
        )
    if routing is not None and routing != alias.index_routing:
        raise IllegalArgumentError(
            f"Alias [{name}] has index routing associated with it [{alias.index_routing}], and was provided with "
            f"routing value [{routing}], rejecting operation"
        )
    return alias.index_routing


def alias_required(name: str) -> IndexNotFoundError:
    """Returns the error of a write that has to go through an alias."""
    error = IndexNotFoundError(
        name, f"no such index [{name}] and [require_alias] request flag is [true] and [{name}] is not an alias"
    )
    error.metadata = {"index_uuid": "_na_", "index": name}
    return error
