"""Finds the index that a write goes to; makes it if it does not exist and may be made."""

from typing import Final

from findling.base.errors import IllegalArgumentError, IndexNotFoundError
from findling.cluster.access import acting, check_names, current_access
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import resolve_write
from findling.cluster.state import AliasMetadata, IndexMetadata
from findling.cluster.templates import auto_create_fault
from findling.node.indices.create_index import auto_create_index
from findling.node.indices.put_mapping import set_type_name
from findling.node.services.index_blocks import check_blocks
from findling.node.services.node import Node
from findling.node.services.visibility import refuse_parts

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

    def __init__(self, node: Node, of_bulk: bool = False) -> None:
        """of_bulk: whether it is many writes that are asked for, not one"""
        self._node = node
        self._of_bulk = of_bulk
        self._known: dict[tuple[str, bool], tuple[IndexMetadata, AliasMetadata | None]] = {}
        self._typed: set[tuple[str, str | None]] = set()

    def find(
        self, name: str, require_alias: bool = False, create: bool = True
    ) -> tuple[IndexMetadata, AliasMetadata | None]:
        """Returns the index, and the alias if the name is one. Raises what forbids writing there.

        create: whether a missing index may be made
        """
        key = (name, require_alias)
        if key not in self._known:
            self._known[key] = self._resolve(name, require_alias, create)
        return self._known[key]

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

    def _resolve(self, name: str, require_alias: bool, create: bool) -> tuple[IndexMetadata, AliasMetadata | None]:
        self._node.cluster.check_writes()
        resolved = resolve_date_math(name, self._node.clock.now_ms())
        target = resolve_write(self._node.cluster.state, resolved)
        if require_alias and (target is None or target[1] is None):
            raise alias_required(resolved)
        if target is None:
            if not create:
                raise IndexNotFoundError(resolved)
            target = self._create(resolved)
        with acting(SHARD_WRITE):
            check_names([resolved])
        check_blocks(target[0], "write")
        return target

    def _create(self, name: str) -> tuple[IndexMetadata, AliasMetadata | None]:
        fault = auto_create_fault(self._node.cluster.state, name)
        if fault is not None:
            raise IndexNotFoundError(name, f"no such index [{name}] and {fault}")
        with acting("indices:admin/auto_create"):
            check_names([name])
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
