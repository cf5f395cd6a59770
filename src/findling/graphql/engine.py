"""Requests carried out against the schema of whoever asks."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graphql import ExecutionResult, GraphQLError, create_source_event_stream, execute

from findling.base.error_body import error_object, status_of
from findling.base.errors import FindlingError, IllegalArgumentError, RejectedExecutionError
from findling.base.work.breakers import MemoryAccount
from findling.cluster import graphql_settings
from findling.cluster.access import current_access
from findling.cluster.cluster_settings import cluster_setting
from findling.graphql.limits.deadline import checked_until
from findling.graphql.limits.validation import INTROSPECTION, Checked, Operation, limits_of
from findling.graphql.persisted import NOT_FOUND, NotPersistedError, PersistedDocuments
from findling.graphql.request import Caller, GraphQLRequest, GraphQLResult, OnlyQueriesError
from findling.graphql.resolve.context import RequestContext
from findling.graphql.resolve.executor import DocumentExecutor, is_awaitable
from findling.graphql.resolve.waiting import settled
from findling.graphql.schemas import Schema, Schemas
from findling.graphql.subscribe.subscription import Subscription, change_source
from findling.node.services.node import Node

logger = logging.getLogger("findling.graphql")

MAX_SUBSCRIPTIONS: Final = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """An operation that may be carried out."""

    schema: Schema
    checked: Checked
    operation: Operation
    request: GraphQLRequest
    text: str


class Engine:
    """Answers requests in the threads that bring them."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._schemas = Schemas(node)
        self._persisted = node.kept(PersistedDocuments)
        self._subscriptions = 0
        self._lock = threading.Lock()

    def schema(self) -> Schema:
        """Returns the schema of what the current access sees."""
        found = self._schemas.of(current_access())
        return self._schemas.newer(found) or found

    def execute(self, request: GraphQLRequest, caller: Caller) -> GraphQLResult:
        """Answers a query or a mutation."""
        wanted = self._wanted(request, self._schemas.of(current_access(), request.declared))
        if isinstance(wanted, GraphQLResult):
            return wanted
        if wanted.operation.kind == "subscription":
            return refused([GraphQLError("Subscriptions need a transport that can carry several answers.")])
        if wanted.operation.kind == "mutation" and caller.only_queries:
            raise OnlyQueriesError
        return self._answered(wanted, caller)

    def begin(self, request: GraphQLRequest, caller: Caller) -> GraphQLResult | Subscription:
        """Returns the subscription that a request asks for; answers any other as `execute` does."""
        wanted = self._wanted(request, self._schemas.of(current_access(), request.declared))
        if isinstance(wanted, GraphQLResult):
            return wanted
        if wanted.operation.kind != "subscription":
            return self.execute(request, caller)
        arguments = self._arguments(wanted, caller, None)
        variables, builder = arguments.pop("variable_values"), arguments.pop("executor_class")
        executor = builder.build(raw_variable_values=variables, **arguments)
        if isinstance(executor, list):
            return refused(executor)
        source = settled(create_source_event_stream(executor))
        if isinstance(source, ExecutionResult):
            return refused(source.errors or ())
        with self._lock:
            if self._subscriptions >= MAX_SUBSCRIPTIONS:
                raise RejectedExecutionError(f"there may be [{MAX_SUBSCRIPTIONS}] subscriptions, and there are")
            self._subscriptions += 1
        answer = partial(self._carry_out, wanted, caller)
        return Subscription(change_source(source), answer, caller.check, self._ended)

    def _ended(self) -> None:
        with self._lock:
            self._subscriptions -= 1

    def _answered(self, wanted: Wanted, caller: Caller) -> GraphQLResult:
        """Answers an operation; one whose variables do not fit into an old schema, by the new one."""
        known = wanted.schema.introspected(wanted.text, wanted.operation, wanted.request.operation_name)
        if known is not None:
            return GraphQLResult(known)
        result = self._carry_out(wanted, caller)
        if not result.is_executed:
            newer = self._schemas.newer(wanted.schema)
            again = None if newer is None else self._wanted(wanted.request, newer)
            if isinstance(again, Wanted):
                return self._carry_out(again, caller)
        return result

    def _wanted(self, request: GraphQLRequest, schema: Schema) -> Wanted | GraphQLResult:
        """Returns the operation of a request, or why there is none. What an old schema refuses, a new one is asked."""
        try:
            text = self._persisted.text(request)
        except NotPersistedError:
            return GraphQLResult(errors=[NOT_FOUND], is_executed=False)
        except IllegalArgumentError as error:
            return refused([GraphQLError(error.reason)])
        checked = schema.checked(text, limits_of(self._node.cluster.state))
        if not isinstance(checked, Checked) or not checked.names.isdisjoint(INTROSPECTION):
            newer = self._schemas.newer(schema)
            if newer is not None:
                return self._wanted(request, newer)
        if not isinstance(checked, Checked):
            return refused(checked)
        self._persisted.keep(text, request)
        operation = checked.operation(request.operation_name, request.variables)
        if isinstance(operation, GraphQLError):
            return refused([operation])
        return Wanted(schema, checked, operation, request, text)

    def _carry_out(self, wanted: Wanted, caller: Caller, root: object = None) -> GraphQLResult:
        """Answers an operation. root: the event that one of a subscription answers"""
        with self._node.account() as account:
            result = settled(execute(**self._arguments(wanted, caller, root, account)))
        errors = result.errors or ()
        # what is wrong with variables has no place in the answer
        is_executed = result.data is not None or any(error.path is not None for error in errors)
        if not errors and wanted.operation.is_introspection:
            wanted.schema.keep_introspected(wanted.text, wanted.request.operation_name, result.data)
        return GraphQLResult(result.data, [shown_error(error) for error in errors], is_executed=is_executed)

    def _arguments(
        self, wanted: Wanted, caller: Caller, root: object, account: MemoryAccount | None = None
    ) -> dict[str, Any]:
        """Returns what graphql-core wants to know."""
        timeout_ms: int = cluster_setting(self._node.cluster.state, graphql_settings.TIMEOUT)
        check = checked_until(timeout_ms, caller.check)
        schema, request = wanted.schema, wanted.request
        names, indices = wanted.checked.names, schema.catalog.indices
        context = RequestContext(self._node, check, names, caller.headers, indices, account)
        return {
            "schema": schema.types,
            "document": wanted.checked.document,
            "root_value": root,
            "context_value": context,
            "variable_values": dict(request.variables),
            "operation_name": request.operation_name,
            "executor_class": DocumentExecutor,
            "is_awaitable": is_awaitable,
        }


def refused(errors: Sequence[GraphQLError]) -> GraphQLResult:
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
