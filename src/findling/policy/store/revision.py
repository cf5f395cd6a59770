"""Everything that is in force at one time: modules, data, bundles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from findling.policy.engine.protocol import Sources
from findling.policy.store.documents import merged
from findling.policy.store.facts import NO_FACTS, Facts


@dataclass(frozen=True)
class Bundle:
    """Modules and data that came together, from elsewhere.

    revision: its author's word; roots: the paths that are its alone, "" for all; source: the file or URL it came from
    """

    name: str
    revision: str
    roots: tuple[str, ...]
    modules: Mapping[str, str]
    data: Mapping[str, Any]
    source: str | None = None
    activated_ms: int = 0


@dataclass(frozen=True)
class Revision:
    """One revision. number: 0 where nothing was ever stored; dry_run: whether refusals are only noted.

    decision_log: which decisions are noted (decision_log.MODES)
    """

    number: int = 0
    created_ms: int = 0
    author: str | None = None
    note: str = ""
    modules: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    facts: Facts = NO_FACTS
    dry_run: bool = False
    decision_log: str = "denied"

    @cached_property
    def all_modules(self) -> dict[str, str]:
        """The modules by id, those of bundles among them."""
        return {
            **self.modules,
            **{id_: text for bundle in self.bundles.values() for id_, text in bundle.modules.items()},
        }

    @cached_property
    def sources(self) -> Sources:
        """What engines are made of. Raises StorageError if a bundle's data is in the way of other data."""
        data: Any = self.data
        for bundle in self.bundles.values():
            data = merged(data, bundle.data)
        return Sources(self.all_modules, data)

    def owner_of(self, path: Sequence[str]) -> Bundle | None:
        """Returns the bundle whose roots a path lies in or above, None if it may be changed by itself."""
        for bundle in self.bundles.values():
            for root in bundle.roots:
                parts = [part for part in root.split("/") if part]
                if all(a == b for a, b in zip(path, parts, strict=False)):
                    return bundle
        return None


EMPTY: Final = Revision()
