"""Which objects a constraint is about: its `spec.match`. All parts that are given must hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.policy.gatekeeper.errors import MatchError
from findling.policy.gatekeeper.globs import glob_matches, glob_matches_generated
from findling.policy.gatekeeper.label_selector import LabelSelector
from findling.policy.gatekeeper.objects import (
    JsonObject,
    is_namespace,
    kind_of,
    labels_of,
    metadata_of,
    name_of,
    namespace_of,
)

ORIGINAL: Final = "Original"
GENERATED: Final = "Generated"
_ALL: Final = "All"
_SOURCES: Final = (_ALL, ORIGINAL, GENERATED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An object that is looked at.

    namespace_name: of the request, "" if the object is in none or it is not known
    namespace: the Namespace itself, None if it is not known
    source: whether it came itself or was made from another by an ExpansionTemplate
    """

    body: JsonObject
    namespace_name: str = ""
    namespace: JsonObject | None = None
    source: str = ORIGINAL

    @property
    def in_namespace(self) -> str:
        """The name of the namespace that counts: a Namespace is in itself."""
        if is_namespace(self.body):
            return name_of(self.body)
        return self.namespace_name or namespace_of(self.body)


@dataclass(frozen=True, slots=True)
class Match:
    """`spec.match` of a constraint."""

    kinds: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    """API groups and kinds of each entry; none of either: all."""
    namespaces: tuple[str, ...] = ()
    excluded_namespaces: tuple[str, ...] = ()
    label_selector: LabelSelector | None = None
    namespace_selector: LabelSelector | None = None
    scope: str = "*"
    name: str = ""
    source: str = _ALL

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Match":
        """Reads a match whose schema holds."""
        kinds = body.get("kinds") or ()
        return cls(
            tuple((tuple(one.get("apiGroups") or ()), tuple(one.get("kinds") or ())) for one in kinds),
            tuple(body.get("namespaces") or ()),
            tuple(body.get("excludedNamespaces") or ()),
            _selector(body.get("labelSelector")),
            _selector(body.get("namespaceSelector")),
            body.get("scope") or "*",
            body.get("name") or "",
            body.get("source") or _ALL,
        )

    def matches(self, candidate: Candidate) -> bool:
        """Whether the constraint is about an object. Raises MatchError if that cannot be said."""
        return (
            self._kinds_match(candidate)
            and self._scope_matches(candidate)
            and self._namespaces_match(candidate)
            and (self.label_selector is None or self.label_selector.matches(labels_of(candidate.body)))
            and self._namespace_selector_matches(candidate)
            and self._name_matches(candidate)
            and self._source_matches(candidate)
        )

    def _kinds_match(self, candidate: Candidate) -> bool:
        kind = kind_of(candidate.body)
        return not self.kinds or any(
            _among(kind.kind, kinds) and _among(kind.group, groups) for groups, kinds in self.kinds
        )

    def _scope_matches(self, candidate: Candidate) -> bool:
        is_in_one = not is_namespace(candidate.body) and bool(candidate.in_namespace)
        if self.scope == "Cluster":
            return not is_in_one
        return is_in_one or self.scope != "Namespaced"

    def _namespaces_match(self, candidate: Candidate) -> bool:
        name = candidate.in_namespace
        if not name:  # of no namespace: it cannot be excluded by one
            return True
        if self.namespaces and not any(glob_matches(glob, name) for glob in self.namespaces):
            return False
        return not any(glob_matches(glob, name) for glob in self.excluded_namespaces)

    def _namespace_selector_matches(self, candidate: Candidate) -> bool:
        if self.namespace_selector is None:
            return True
        if is_namespace(candidate.body):
            return self.namespace_selector.matches(labels_of(candidate.body))
        if candidate.namespace is not None:
            return self.namespace_selector.matches(labels_of(candidate.namespace))
        if not candidate.in_namespace:
            return True
        raise MatchError("namespace selector for namespace-scoped object but missing Namespace")

    def _name_matches(self, candidate: Candidate) -> bool:
        generated = metadata_of(candidate.body).get("generateName")
        return (
            not self.name
            or glob_matches(self.name, name_of(candidate.body))
            or glob_matches_generated(self.name, generated if isinstance(generated, str) else "")
        )

    def _source_matches(self, candidate: Candidate) -> bool:
        if self.source not in _SOURCES:
            raise MatchError(f'invalid source field "{self.source}"')
        return self.source in (_ALL, candidate.source)


def _selector(body: Mapping[str, Any] | None) -> LabelSelector | None:
    return None if body is None else LabelSelector.parse(body)


def _among(name: str, names: tuple[str, ...]) -> bool:
    return not names or "*" in names or name in names
