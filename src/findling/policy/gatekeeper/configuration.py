"""What Gatekeeper's Config says: which kinds templates may look at, and which namespaces are left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.globs import glob_matches
from findling.policy.gatekeeper.object_schemas import CONFIG
from findling.policy.gatekeeper.objects import (
    GroupVersionKind,
    JsonObject,
    is_namespace,
    kind_of,
    name_of,
    namespace_of,
    spec_of,
)
from findling.policy.gatekeeper.schema.unknown_fields import unknown_fields
from findling.policy.gatekeeper.schema.validate import problems as value_problems

GROUP: Final = "config.gatekeeper.sh"
KIND: Final = "Config"
NAME: Final = "config"
"""The only name that a Config may have."""
WEBHOOK: Final = "webhook"
AUDIT: Final = "audit"
SYNC: Final = "sync"
_PROCESSES: Final = ("*", AUDIT, SYNC, WEBHOOK, "mutation-webhook")


@dataclass(frozen=True, slots=True)
class Configuration:
    """A Config. synced: kinds that templates see, empty: all; excluded: globs of namespaces by process"""

    synced: frozenset[GroupVersionKind] = frozenset()
    excluded: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, body: JsonObject) -> "Configuration":
        """Reads a Config. Raises InvalidObjectError."""
        if (kind_of(body).group, kind_of(body).kind) != (GROUP, KIND):
            raise InvalidObjectError(f'"{kind_of(body).kind}" is no {KIND} of {GROUP}')
        if name_of(body) != NAME:
            raise InvalidObjectError(f"{KIND} resource must have name '{NAME}'")
        for unknown in unknown_fields(body, CONFIG):
            raise InvalidObjectError(f'unknown field "{unknown}"')
        for problem in value_problems(body, CONFIG):
            raise InvalidObjectError(problem)
        spec = spec_of(body)
        only = (spec.get("sync") or {}).get("syncOnly") or ()
        synced = frozenset(
            GroupVersionKind(one.get("group") or "", one.get("version") or "", one.get("kind") or "") for one in only
        )
        return cls(synced, tuple(_excluded(spec.get("match") or ())))

    def excludes(self, process: str, body: JsonObject, namespace: str = "") -> bool:
        """Whether a process leaves an object alone. namespace: that of its request, if it names none itself"""
        name = name_of(body) if is_namespace(body) else namespace_of(body) or namespace
        return bool(name) and any(found in ("*", process) and glob_matches(glob, name) for found, glob in self.excluded)

    def shows(self, body: JsonObject) -> bool:
        """Whether templates see an object in `data.inventory`."""
        return (not self.synced or kind_of(body) in self.synced) and not self.excludes(SYNC, body)


def _excluded(entries: Iterable[JsonObject]) -> list[tuple[str, str]]:
    found = []
    for entry in entries:
        for process in entry.get("processes") or ():
            if process not in _PROCESSES:
                raise InvalidObjectError(f"invalid process {process}: must be one of {', '.join(_PROCESSES)}")
            found += [(process, glob) for glob in entry.get("excludedNamespaces") or ()]
    return found
