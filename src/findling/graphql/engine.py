"""Schemas by what one may see, and requests carried out against them."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLError, GraphQLSchema, execute

from findling.base.error_body import error_object, status_of
from findling.base.errors import FindlingError
from findling.cluster.access import current_access
from findling.graphql.limits.validation import Checked, check
from findling.graphql.model.catalog import Catalog, catalog_of
from findling.graphql.request import Caller, GraphQLRequest, GraphQLResult, OnlyQueriesError
from findling.graphql.resolve.context import RequestContext
from findling.graphql.resolve.waiting import settled
from findling.graphql.schema.build import build_schema
from findling.node.services.node import Node

logger = logging.getLogger("findling.graphql")

_DOCUMENTS: Final = 512
_SCHEMAS: Final = 16


class Schema:
    """A schema, and the documents that are known to be valid against it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.types: GraphQLSchema = build_schema(catalog)
        self._documents: OrderedDict[str, Checked] = OrderedDict()
        self._lock = threading.Lock()

    def checked(self, text: str) -> Checked | list[GraphQLError]:
        """Returns a document, or what is wrong with it."""
        with self._lock:
            known = self._documents.get(text)
            if known is not None:
                self._documents.move_to_end(text)
                return known
        found = check(self.types, text)
        if isinstance(found, Checked):
            with self._lock:
                self._documents[text] = found
                if len(self._documents) > _DOCUMENTS:
                    self._documents.popitem(last=False)
        return found


class Engine:
    """Answers requests in the threads that bring them."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._schemas: OrderedDict[Catalog, Schema] = OrderedDict()
        self._lock = threading.Lock()

    def schema(self) -> Schema:
        """Returns the schema of what the current access sees."""
        catalog = catalog_of(self._node.cluster.state, current_access())
        with self._lock:
            found = self._schemas.get(catalog)
            if found is None:
                found = self._schemas[catalog] = Schema(catalog)
                if len(self._schemas) > _SCHEMAS:
                    self._schemas.popitem(last=False)
            return found

    def execute(self, request: GraphQLRequest, caller: Caller) -> GraphQLResult:
        """Answers a query or a mutation."""
        schema = self.schema()
        if request.query is None:
            return refused([GraphQLError("Must provide query string.")])
        checked = schema.checked(request.query)
        if not isinstance(checked, Checked):
            return refused(checked)
        operation = _operation(checked, request.operation_name)
        if isinstance(operation, GraphQLError):
            return refused([operation])
        if operation == "subscription":
            return refused([GraphQLError("Subscriptions need a transport that can carry several answers.")])
        if operation == "mutation" and caller.only_queries:
            raise OnlyQueriesError
        context = RequestContext(self._node, caller.check, checked.names, caller.headers, schema.catalog.indices)
        result = settled(
            execute(
                schema.types,
                checked.document,
                context_value=context,
                variable_values=dict(request.variables),
                operation_name=request.operation_name,
            )
        )
        return GraphQLResult(result.data, [shown_error(error) for error in result.errors or ()])


def _operation(checked: Checked, name: str | None) -> str | GraphQLError:
    """Returns the kind of the operation that is meant."""
    if name is None and len(checked.operations) > 1:
        return GraphQLError("Must provide operation name if query contains multiple operations.")
    found = next(iter(checked.operations.values())) if name is None else checked.operations.get(name)
    return GraphQLError(f"Unknown operation named '{name}'.") if found is None else found.operation.value


def refused(errors: list[GraphQLError]) -> GraphQLResult:
    """Returns the answer to a request of which nothing was done."""
    return GraphQLResult(None, [shown_error(error) for error in errors], is_executed=False)


def shown_error(error: GraphQLError) -> dict[str, Any]:
    """Returns an error as it is shown: with Elasticsearch's type and status for what the node refused."""
    shown: dict[str, Any] = dict(error.formatted)
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return shown
    if isinstance(cause, FindlingError):
        detail: Mapping[str, Any] = error_object(cause)
        shown["message"] = detail["reason"]
        shown["extensions"] = {**{k: v for k, v in detail.items() if k != "reason"}, "status": status_of(cause)}
        return shown
    logger.error("resolver failed path=%s", error.path, exc_info=cause)
    shown["message"] = "internal error"
    shown["extensions"] = {"type": "internal_error", "status": 500}
    return shown
