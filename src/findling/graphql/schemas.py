"""Schemas by what one may see: kept, and made anew when mappings, aliases or what is declared has changed.

Where that takes a while, requests go on with the schema there is, even if it is out of date; those that do not fit into
an old schema, or ask about it, wait for the new one. In the background schemas that are in use are made anew once there
has been no change for a moment.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from time import monotonic, thread_time
from typing import Any, Final

from graphql import GraphQLError, GraphQLSchema

from findling.cluster.access import Access
from findling.cluster.graphql_paths import SCHEMA, SECTION
from findling.cluster.state import ClusterState, IndexMetadata
from findling.graphql.limits.validation import Checked, Limits, Operation, check
from findling.graphql.model.catalog import Catalog, catalog_of
from findling.graphql.model.parse_declaration import parse_declaration
from findling.graphql.schema.build import build_schema
from findling.graphql.schema.declared import build_declared
from findling.graphql.stored import stored
from findling.node.services.node import Node

logger = logging.getLogger("findling.graphql")

_DOCUMENTS: Final = 512
_SCHEMAS: Final = 16
_INTROSPECTIONS: Final = 8
_UNUSED_S: Final = 600.0
_QUICK_S: Final = 0.02
"""What takes no longer to make than this, requests do not wait for noticeably: they always have the newest."""


class Schema:
    """A schema, and the documents that are known to be valid against it.

    revision: of what it was made of; access: whose it is; took_s: how long it took to make
    """

    def __init__(self, catalog: Catalog, access: Access | None, revision: int) -> None:
        self.catalog = catalog
        self.access = access
        self.revision = revision
        started = thread_time()
        self.types: GraphQLSchema = build_schema(catalog) if catalog.declaration is None else build_declared(catalog)[0]
        self.took_s = thread_time() - started
        self.used = monotonic()
        self._documents: OrderedDict[str, Checked] = OrderedDict()
        self._introspected: OrderedDict[tuple[str, str | None], dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def is_declared(self) -> bool:
        return self.catalog.declaration is not None

    def checked(self, text: str, limits: Limits) -> Checked | list[GraphQLError]:
        """Returns a document, or what is wrong with it."""
        known = self._documents.get(text)
        if known is not None and known.limits == limits:
            with self._lock:
                if text in self._documents:
                    self._documents.move_to_end(text)
            return known
        found = check(self.types, text, limits)
        if isinstance(found, Checked):
            with self._lock:
                self._documents[text] = found
                if len(self._documents) > _DOCUMENTS:
                    self._documents.popitem(last=False)
        return found

    def introspected(self, text: str, operation: Operation, name: str | None) -> dict[str, Any] | None:
        """Returns the answer to an introspection that was answered before, which is always the same."""
        return self._introspected.get((text, name)) if operation.is_introspection else None

    def keep_introspected(self, text: str, name: str | None, data: dict[str, Any] | None) -> None:
        """Keeps the answer to an introspection."""
        if data is not None:
            with self._lock:
                self._introspected[text, name] = data
                if len(self._introspected) > _INTROSPECTIONS:
                    self._introspected.popitem(last=False)


class Schemas:
    """The schemas of one node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._kept: dict[Hashable, Schema] = {}
        self._making = threading.Lock()
        self._revision = self._noticed = 0
        self._is_renewing = False
        node.cluster.listen(self._hear)
        node.background.also.append(self._look)

    def of(self, access: Access | None, declared: bool = False) -> Schema:
        """Returns the schema of what an access sees; one that is kept may be out of date.

        declared: the one that is declared, which is empty if none is
        """
        key = _key(access, declared)
        found = self._kept.get(key)
        if found is None or (found.revision != self._revision and found.took_s < _QUICK_S):
            return self._made(key, None if access is None else access.of_roles, declared)
        found.used = monotonic()
        return found

    def newer(self, schema: Schema) -> Schema | None:
        """Returns the schema that takes the place of another, None if that is up to date."""
        if schema.revision == self._revision:
            return None
        return self._made(_key(schema.access, schema.is_declared), schema.access, schema.is_declared)

    def _made(self, key: Hashable, access: Access | None, declared: bool) -> Schema:
        """Returns the schema under a key, made if it is not there or out of date."""
        with self._making:
            revision = self._revision
            found = self._kept.get(key)
            if found is not None and found.revision == revision:
                return found
            state = self._node.cluster.state
            catalog = catalog_of(state, access)
            if declared:
                catalog = replace(catalog, declaration=parse_declaration(stored(state, SCHEMA) or {}))
            if found is not None and found.catalog == catalog:
                found.revision = revision
                return found
            made = self._kept[key] = Schema(catalog, access, revision)
            if len(self._kept) > _SCHEMAS:
                del self._kept[min(self._kept, key=lambda one: self._kept[one].used)]
            return made

    def _hear(self, before: ClusterState, after: ClusterState) -> None:
        if _differs(before, after):
            self._revision += 1

    def _look(self) -> None:
        """Starts to make schemas anew if there was a change, but none since the last look."""
        revision, before = self._revision, self._noticed
        self._noticed = revision
        if revision != before or self._is_renewing:
            return
        if any(schema.revision != revision for schema in self._kept.values()):
            self._is_renewing = True
            self._node.patient_pool.submit(self._renew)

    def _renew(self) -> None:
        try:
            for key, schema in list(self._kept.items()):
                if monotonic() - schema.used > _UNUSED_S:
                    self._kept.pop(key, None)
                elif schema.revision != self._revision:
                    self._made(key, schema.access, schema.is_declared)
        except Exception:
            logger.exception("schemas could not be made anew")
        finally:
            self._is_renewing = False


def _key(access: Access | None, declared: bool) -> Hashable:
    """Returns what accesses to the same schema have in common. What policies allow is asked when it is done."""
    return declared, None if access is None else access.visibility


def _differs(before: ClusterState, after: ClusterState) -> bool:
    """Whether schemas of two states may differ."""
    if before.custom.get(SECTION) is not after.custom.get(SECTION) or before.indices.keys() != after.indices.keys():
        return True
    changed = ((one, after.indices[name]) for name, one in before.indices.items() if one is not after.indices[name])
    return any(_parts(one) != _parts(other) for one, other in changed)


def _parts(index: IndexMetadata) -> tuple[object, ...]:
    return index.mapping, index.aliases, index.closed, index.hidden
