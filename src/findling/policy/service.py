"""The policies of a node: what is stored, what is in force, and how one becomes the other."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from findling.base.clock import Clock
from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.policy.engine.apart import DEADLINE_S, Checker, Helpers
from findling.policy.engine.external import ExternalKind
from findling.policy.snapshot import Snapshot
from findling.policy.store.documents import StorageError
from findling.policy.store.facts import facts_of
from findling.policy.store.revision import Bundle, Revision
from findling.policy.store.revisions import Revisions
from findling.security.records import DocumentStore


class Policies:
    """All of it. `close` at the end.

    Changes are made one after the other: checked in a process of their own, stored, in force when the call returns.
    external: evaluates in place of the engine that is installed here
    can_decide: whether users are known, so that rules about them can be kept; without, they are refused
    """

    def __init__(
        self, store: DocumentStore, clock: Clock, external: ExternalKind | None = None, deadline_s: float = DEADLINE_S
    ) -> None:
        self._revisions = Revisions(store)
        self._clock = clock
        self.can_decide = False
        self._deadline_s = deadline_s
        self._external = external
        self._helpers = Helpers()
        self._checker = Checker(deadline_s, self._helpers)
        self._lock = threading.Lock()
        self._current = self._snapshot(self._revisions.latest())
        store.on_change(lambda _: self.follow())

    @property
    def current(self) -> Snapshot:
        """What is in force: to be asked for once by everything that belongs together."""
        return self._current

    @property
    def revisions(self) -> Revisions:
        return self._revisions

    def trees(self, modules: Mapping[str, str]) -> dict[str, Any]:
        """Returns the syntax trees of modules, none where the engine has none. Raises RegoError."""
        return {} if self._external is not None else self._checker.trees(modules)

    def put_module(self, id_: str, text: str, author: str | None) -> Revision:
        """Stores a module. Raises RegoError and StorageError, and nothing is changed then."""

        def change(now: Revision) -> Revision:
            self._refuse_owned(now, id_)
            return replace(now, modules={**now.modules, id_: text}, note=f"put policy [{id_}]")

        return self._change(change, author)

    def delete_module(self, id_: str, author: str | None) -> Revision:
        """Removes a module. Raises ResourceNotFoundError, RegoError if others need it."""

        def change(now: Revision) -> Revision:
            self._refuse_owned(now, id_)
            if id_ not in now.modules:
                raise ResourceNotFoundError(f'storage_not_found_error: policy id "{id_}"')
            modules = {name: text for name, text in now.modules.items() if name != id_}
            return replace(now, modules=modules, note=f"delete policy [{id_}]")

        return self._change(change, author)

    def change_data(self, change: Callable[[Revision], Mapping[str, Any]], note: str, author: str | None) -> Revision:
        """Stores other data. change: gives it, of the revision in force. Raises StorageError, RegoError."""
        return self._change(lambda now: replace(now, data=change(now), note=note), author)

    def put_bundle(self, bundle: Bundle, author: str | None) -> Revision:
        """Stores a bundle in place of that of the same name. Raises RegoError, StorageError."""

        def change(now: Revision) -> Revision:
            note = f"activate bundle [{bundle.name}], revision [{bundle.revision}]"
            return replace(now, bundles={**now.bundles, bundle.name: bundle}, note=note)

        return self._change(change, author)

    def delete_bundle(self, name: str, author: str | None) -> Revision:
        """Removes a bundle. Raises ResourceNotFoundError, RegoError."""

        def change(now: Revision) -> Revision:
            if name not in now.bundles:
                raise ResourceNotFoundError(f"bundle [{name}] not found")
            rest = {other: bundle for other, bundle in now.bundles.items() if other != name}
            return replace(now, bundles=rest, note=f"delete bundle [{name}]")

        return self._change(change, author)

    def configure(self, dry_run: bool | None, decision_log: str | None, author: str | None) -> Revision:
        """Sets whether refusals are only noted, and which decisions are. None: as before"""

        def change(now: Revision) -> Revision:
            is_dry = now.dry_run if dry_run is None else dry_run
            mode = decision_log or now.decision_log
            note = f"dry run [{str(is_dry).lower()}], decision log [{mode}]"
            return replace(now, dry_run=is_dry, decision_log=mode, note=note)

        return self._change(change, author)

    def roll_back(self, number: int, author: str | None) -> Revision:
        """Puts in force what a revision had. Raises ResourceNotFoundError."""
        wanted = self.revision(number)
        return self._change(lambda now: replace(wanted, note=f"roll back to revision [{number}]"), author)

    def revision(self, number: int) -> Revision:
        """Returns a revision. Raises ResourceNotFoundError."""
        found = self._revisions.get(number)
        if found is None:
            raise ResourceNotFoundError(f"policy revision [{number}] not found")
        return found

    def follow(self) -> None:
        """Puts in force what another node of the cluster has stored."""
        with self._lock:
            latest = self._revisions.latest()
            if latest.number != self._current.revision.number:
                before, self._current = self._current, self._snapshot(latest)
                before.close()

    def close(self) -> None:
        self._current.close()
        self._helpers.close()

    def _change(self, change: Callable[[Revision], Revision], author: str | None) -> Revision:
        with self._lock:
            now = self._current.revision
            wanted = change(now)
            if _content(wanted) == _content(now):
                return now
            if wanted.all_modules != now.all_modules:
                trees = self._checked(wanted)
                wanted = replace(wanted, facts=facts_of(wanted.all_modules, trees))
            if wanted.facts.is_own and not self.can_decide:
                raise IllegalArgumentError(
                    "rules of the package [findling] decide about users, and security is off: start with --security on"
                )
            wanted = replace(wanted, number=now.number + 1, created_ms=self._clock.now_ms(), author=author)
            snapshot = self._snapshot(wanted)
            if wanted.facts.is_own or wanted.sources.data != now.sources.data:
                snapshot.prepare()  # data in the way of a rule is found here
            self._revisions.add(wanted)
            before, self._current = self._current, snapshot
            before.close()
            return wanted

    def _snapshot(self, revision: Revision) -> Snapshot:
        if self._external is not None:
            return Snapshot.asking(revision, self._external)
        return Snapshot.of(revision, self._helpers, self._deadline_s)

    def _checked(self, revision: Revision) -> dict[str, Any]:
        """Returns the syntax trees of a revision's modules. Raises RegoError."""
        if self._external is None:
            return self._checker.check(revision.sources)
        self._external.load(revision.sources)  # it refuses what is wrong, and has none
        return {}

    def _refuse_owned(self, now: Revision, id_: str) -> None:
        for bundle in now.bundles.values():
            if id_ in bundle.modules:
                raise StorageError("bundle_error", f'policy id "{id_}" is owned by bundle "{bundle.name}"')


def _content(revision: Revision) -> tuple[Any, ...]:
    return revision.modules, revision.data, revision.bundles, revision.dry_run, revision.decision_log
