"""Gatekeeper as a service: what is kept, what is in force, and the answers of the webhook."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from findling.base.clock import Clock
from findling.base.errors import not_supported
from findling.policy.engine.apart import Checker
from findling.policy.engine.probe import find_engine_kind
from findling.policy.gatekeeper import configuration, constraint, expansion, template
from findling.policy.gatekeeper.admission import admit
from findling.policy.gatekeeper.audit import Audit
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.kept.config import Config
from findling.policy.gatekeeper.kept.constraints import Constraints
from findling.policy.gatekeeper.kept.expansions import Expansions
from findling.policy.gatekeeper.kept.records import Records, timestamp
from findling.policy.gatekeeper.kept.resources import Resources
from findling.policy.gatekeeper.kept.templates import Templates
from findling.policy.gatekeeper.objects import JsonObject, kind_of
from findling.policy.gatekeeper.schedule import AuditSchedule
from findling.security.records import DocumentStore

Put = tuple[JsonObject, bool]
"""An object as it is kept, and whether it is new."""


class Gatekeeper:
    """Everything about Gatekeeper of one node. What is kept is read when it is first needed. Safe for threads.

    documents: a system index; writer: the name under which statuses are written
    """

    def __init__(self, documents: DocumentStore, clock: Clock, writer: str) -> None:
        self._clock = clock
        self._checker = Checker()
        self._lock = threading.RLock()
        self._is_loaded = False
        self.schedule = AuditSchedule()
        self.framework = Framework(find_engine_kind, self._checker.check)

        def records(collection: str) -> Records:
            return Records(documents, collection, clock)

        self._config = Config(records("config"))
        self._constraints = Constraints(records("constraints"), self.framework, writer)
        self._templates = Templates(records("templates"), self.framework, writer, self._constraints.forget)
        self._expansions = Expansions(records("expansions"), self.framework)
        self._resources = Resources(records("resources"), self.framework.inventory, lambda: self._config.current)

    @contextmanager
    def templates(self) -> Iterator[Templates]:
        """Gives the templates to one thread."""
        with self._loaded():
            yield self._templates

    @contextmanager
    def constraints(self) -> Iterator[Constraints]:
        """Gives the constraints to one thread."""
        with self._loaded():
            yield self._constraints

    @contextmanager
    def expansions(self) -> Iterator[Expansions]:
        """Gives the ExpansionTemplates to one thread."""
        with self._loaded():
            yield self._expansions

    @contextmanager
    def resources(self) -> Iterator[Resources]:
        """Gives the resources to one thread."""
        with self._loaded():
            yield self._resources

    @contextmanager
    def config(self) -> Iterator[Config]:
        """Gives the configuration to one thread; what templates see follows it."""
        with self._loaded():
            before = self._config.current
            yield self._config
            if self._config.current != before:
                self._resources.load()

    def put(self, found: JsonObject) -> Put:
        """Keeps an object of any kind: one of Gatekeeper's own, or a resource. Raises what its collection raises."""
        kind = kind_of(found)
        with self._loaded():
            if kind.group == constraint.GROUP:
                return self._constraints.put(found)
            if (kind.group, kind.kind) == (template.GROUP, template.KIND):
                return self._templates.put(found)
            if (kind.group, kind.kind) == (expansion.GROUP, expansion.KIND):
                return self._expansions.put(found)
            if (kind.group, kind.kind) == (configuration.GROUP, configuration.KIND):
                with self.config() as config:
                    return config.put(found)
            if kind.group.endswith(".gatekeeper.sh"):
                raise not_supported(f"{kind.kind} of {kind.group}")
            return self._resources.put(found)

    def admit(self, body: object) -> JsonObject:
        """Returns the AdmissionReview that answers one."""
        self._load()
        return admit(body, self.framework, self._config.current)

    def audit(self, limit: int) -> Audit:
        """Returns a new audit. limit: how many violations a status shows"""
        self._load()
        return Audit(self.framework, self._config.current, timestamp(self._clock), limit)

    def has_constraints(self) -> bool:
        """Whether there is anything to be violated."""
        self._load()
        return any(True for _ in self.framework.constraints())

    def bodies(self) -> Iterator[JsonObject]:
        """Yields the resources as they were when it began, in no order."""
        self._load()
        yield from self._resources.bodies()

    def finish(self, audit: Audit) -> None:
        """Keeps what an audit has found in the status of each constraint."""
        for (kind, name), one in audit.constraints.items():
            with self.constraints() as constraints:
                constraints.note_audit(kind, name, **audit.status(one))

    def close(self) -> None:
        """Frees the engines."""
        self.framework.close()
        self._checker.close()

    @contextmanager
    def _loaded(self) -> Iterator[None]:
        """Keeps other threads from changing anything meanwhile."""
        with self._lock:
            self._load()
            yield

    def _load(self) -> None:
        """Reads what is kept, once. Who only asks need not wait for those who change something."""
        if self._is_loaded:
            return
        with self._lock:
            if not self._is_loaded:
                for load in (self._config.load, self._templates.load, self._constraints.load, self._expansions.load):
                    load()
                self._resources.load()
                self._is_loaded = True
