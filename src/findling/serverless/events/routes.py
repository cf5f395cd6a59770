"""Which functions take which events."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson

from findling.base.wildcards import matches
from findling.serverless.events.records import (
    BridgeEvent,
    DynamoChange,
    Event,
    S3Object,
    SnsMessage,
    SqsMessage,
    bridge_event,
    bridged_object,
    dynamo_changes,
    s3_objects,
    sns_messages,
    source_of,
    sqs_messages,
    wrapped_event,
)

logger = logging.getLogger("findling.serverless")
T = TypeVar("T")
Failed = Iterable[str] | None
"""Ids of messages or changes that are to come again; None: none."""
_KEEP_WARM = "zappa-keep-warm-handler"


class UnroutedEventError(LookupError):
    """No function takes an event; Lambda retries it and puts it where events go that failed."""


@dataclass(frozen=True, slots=True)
class _Route:
    takes: Callable[[Any], bool]
    function: Callable[[Any, Any], Any]


@dataclass(slots=True)
class Routes:
    """Functions by kind of event, the first that takes it wins. warm: called by what keeps environments warm"""

    s3: list[_Route] = field(default_factory=list)
    sqs: list[_Route] = field(default_factory=list)
    sns: list[_Route] = field(default_factory=list)
    bridge: list[_Route] = field(default_factory=list)
    schedules: dict[str, Callable[[BridgeEvent, Any], Any]] = field(default_factory=dict)
    dynamo: list[_Route] = field(default_factory=list)
    commands: dict[str, Callable[[], Any]] = field(default_factory=dict)
    warm: Callable[[], object] = lambda: None

    def dispatch(self, event: Event, context: Any) -> Any:
        """Calls the functions of an event. Raises UnroutedEventError, and what a function raises."""
        source = source_of(event)
        if source == "aws:s3":
            return self._objects(list(s3_objects(event)), context)
        if source == "aws:sqs":
            return self._messages(list(sqs_messages(event)), context)
        if source == "aws:sns":
            return self._notifications(list(sns_messages(event)), context)
        if source == "aws:dynamodb":
            return self._changes(list(dynamo_changes(event)), context)
        if event.get("Event") == "s3:TestEvent":  # sent when a notification is set up
            return None
        bridged = bridge_event(event)
        if bridged is not None:
            return self._bridged(bridged, context)
        return self._command(event)

    def _objects(self, objects: Sequence[S3Object], context: Any) -> None:
        """Every object gets its chance; what failed first is raised then, so that the event comes again."""
        failures: list[Exception] = []
        for found in objects:
            route = _find(self.s3, found)
            if route is None:
                logger.warning("no function takes the object bucket=%s key=%s", found.bucket, found.key)
                continue
            try:
                route.function(found, context)
            except Exception as error:
                logger.exception("object failed bucket=%s key=%s", found.bucket, found.key)
                failures.append(error)
        if failures:
            raise failures[0]

    def _messages(self, messages: Sequence[SqsMessage], context: Any) -> dict[str, Any]:
        failed: list[str] = []
        for route, group in _grouped(self.sqs, messages):
            if route is None:
                failed += [message.id for message in group if not self._unwrapped(message, context)]
            else:
                failed += _failed_of(route, group, context)
        return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}

    def _unwrapped(self, message: SqsMessage, context: Any) -> bool:
        """Whether a message that no function takes was a notification of S3, and its objects went well."""
        event = wrapped_event(message.body)
        if event is None:
            logger.warning("no function takes the message queue=%s id=%s", message.queue, message.id)
            return False
        try:
            self._objects(list(s3_objects(event)), context)
        except Exception:
            return False
        return True

    def _notifications(self, messages: Sequence[SnsMessage], context: Any) -> None:
        for message in messages:
            route = _find(self.sns, message)
            event = None if route is not None else wrapped_event(message.message)
            if route is not None:
                route.function(message, context)
            elif event is not None:
                self._objects(list(s3_objects(event)), context)
            else:
                raise UnroutedEventError(f"no function takes notifications of the topic [{message.topic}]")

    def _changes(self, changes: Sequence[DynamoChange], context: Any) -> dict[str, Any]:
        """Of a stream the order counts: the first change that failed is told, and comes again with all after it."""
        for route, group in _grouped(self.dynamo, changes):
            failed = [change.id for change in group] if route is None else _failed_of(route, group, context)
            if failed:
                order = [change.id for change in changes]
                return {"batchItemFailures": [{"itemIdentifier": min(failed, key=order.index)}]}
        return {"batchItemFailures": []}

    def _bridged(self, event: BridgeEvent, context: Any) -> Any:
        if event.rule:
            return self._scheduled(event, context)
        route = _find(self.bridge, event)
        if route is not None:
            return route.function(event, context)
        found = bridged_object(event)
        if found is not None:
            return self._objects([found], context)
        raise UnroutedEventError(f"no function takes [{event.detail_type}] of [{event.source}]")

    def _scheduled(self, event: BridgeEvent, context: Any) -> Any:
        if _KEEP_WARM in event.rule:
            self.warm()
            return None
        # Zappa names rules PROJECT-STAGE-NAME-FUNCTION, cut off in front where that is too long
        for name in sorted(self.schedules, key=len, reverse=True):
            if event.rule == name or event.rule.endswith(f"-{name}"):
                return self.schedules[name](event, context)
        raise UnroutedEventError(f"no function takes the schedule [{event.rule}]")

    def _command(self, event: Event) -> Any:
        if "raw_command" in event:
            raise UnroutedEventError("code that is sent is not executed here: invoke --raw is off")
        name = str(event.get("command", ""))
        if name not in self.commands:
            known = ", ".join(sorted(self.commands)) or "none"
            raise UnroutedEventError(f"no function takes the event of members {sorted(event)}; commands: {known}")
        result = self.commands[name]()
        print(orjson.dumps({name: result}).decode())  # what `invoke` shows is the log
        return result


ROUTES = Routes()
"""Those of this process: modules fill it when they are imported."""


def on_s3(
    prefix: str = "", suffix: str = "", bucket: str = "*", created: bool = True, routes: Routes = ROUTES
) -> Callable[[T], T]:
    """Registers a function for objects that came, or went. It is called with S3Object and Lambda's context."""

    def takes(found: S3Object) -> bool:
        named = found.key.startswith(prefix) and found.key.endswith(suffix)
        return named and matches(bucket, found.bucket) and found.created is created

    return _registering(routes.s3, takes)


def on_sqs(queue: str = "*", routes: Routes = ROUTES) -> Callable[[T], T]:
    """Registers a function for batches of messages: a list of SqsMessage. It returns the ids of those that failed.

    What it raises fails the whole batch.
    """
    return _registering(routes.sqs, lambda message: matches(queue, message.queue))


def on_sns(topic: str = "*", routes: Routes = ROUTES) -> Callable[[T], T]:
    """Registers a function for notifications: SnsMessage."""
    return _registering(routes.sns, lambda message: matches(topic, message.topic))


def on_eventbridge(source: str = "*", detail_type: str = "*", routes: Routes = ROUTES) -> Callable[[T], T]:
    """Registers a function for events of EventBridge: BridgeEvent."""
    return _registering(
        routes.bridge, lambda event: matches(source, event.source) and matches(detail_type, event.detail_type)
    )


def on_dynamodb(table: str = "*", routes: Routes = ROUTES) -> Callable[[T], T]:
    """Registers a function for changes of a table: a list of DynamoChange, in order. It returns the ids that failed."""
    return _registering(routes.dynamo, lambda change: matches(table, change.table))


def on_schedule(name: str, routes: Routes = ROUTES) -> Callable[[T], T]:
    """Registers a function for a schedule: the end of its rule's name, which Zappa makes the function's dotted name."""

    def register(function: T) -> T:
        routes.schedules[name] = function  # type: ignore[assignment]
        return function

    return register


def on_command(name: str, routes: Routes = ROUTES) -> Callable[[T], T]:
    """Registers a function without arguments for `findling deploy invoke NAME`."""

    def register(function: T) -> T:
        routes.commands[name] = function  # type: ignore[assignment]
        return function

    return register


def _registering(routes: list[_Route], takes: Callable[[Any], bool]) -> Callable[[T], T]:
    def register(function: T) -> T:
        routes.append(_Route(takes, function))  # type: ignore[arg-type]
        return function

    return register


def _find(routes: Iterable[_Route], record: object) -> _Route | None:
    return next((route for route in routes if route.takes(record)), None)


def _grouped(routes: Sequence[_Route], records: Sequence[T]) -> list[tuple[_Route | None, list[T]]]:
    """Returns runs of records with the route that takes them, in order."""
    groups: list[tuple[_Route | None, list[T]]] = []
    for record in records:
        route = _find(routes, record)
        if groups and groups[-1][0] is route:
            groups[-1][1].append(record)
        else:
            groups.append((route, [record]))
    return groups


def _failed_of(route: _Route, group: Sequence[Any], context: Any) -> list[str]:
    """Returns the ids that a function says failed; all if it raises."""
    try:
        failed: Failed = route.function(list(group), context)
    except Exception:
        logger.exception("batch failed size=%d", len(group))
        return [record.id for record in group]
    return list(failed or ())
