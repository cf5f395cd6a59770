"""ExpansionTemplates: objects that others will make, such as the Pods of a Deployment, judged before they are."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.policy.gatekeeper.errors import InvalidExpansionError
from findling.policy.gatekeeper.object_schemas import EXPANSION
from findling.policy.gatekeeper.objects import GroupVersionKind, JsonObject, kind_of, name_of, namespace_of, spec_of
from findling.policy.gatekeeper.schema.unknown_fields import unknown_fields
from findling.policy.gatekeeper.schema.validate import problems as value_problems

GROUP: Final = "expansion.gatekeeper.sh"
KIND: Final = "ExpansionTemplate"
_DEEPEST: Final = 30


@dataclass(frozen=True)
class ExpansionTemplate:
    """Which objects make others, where in them these are described, and what they will be."""

    body: JsonObject
    name: str
    applies_to: tuple[Mapping[str, Any], ...]
    source: tuple[str, ...]
    generated: GroupVersionKind
    action: str

    @classmethod
    def parse(cls, body: JsonObject) -> "ExpansionTemplate":
        """Reads an ExpansionTemplate. Raises InvalidExpansionError."""
        if (kind_of(body).group, kind_of(body).kind) != (GROUP, KIND):
            raise InvalidExpansionError(f'"{kind_of(body).kind}" is no {KIND} of {GROUP}')
        for unknown in unknown_fields(body, EXPANSION):
            raise InvalidExpansionError(f'unknown field "{unknown}"')
        for problem in value_problems(body, EXPANSION):
            raise InvalidExpansionError(problem)
        spec, name = spec_of(body), name_of(body)
        made = spec.get("generatedGVK") or {}
        generated = GroupVersionKind(made.get("group") or "", made.get("version") or "", made.get("kind") or "")
        source = spec.get("templateSource") or ""
        template = cls(
            body, name, tuple(spec.get("applyTo") or ()), tuple(source.split(".")), generated,
            spec.get("enforcementAction") or "",
        )  # fmt: skip
        template._check(source)
        return template

    def applies(self, kind: GroupVersionKind) -> bool:
        """Whether objects of a kind are expanded."""
        return any(
            kind.group in (one.get("groups") or ())
            and kind.version in (one.get("versions") or ())
            and kind.kind in (one.get("kinds") or ())
            for one in self.applies_to
        )

    def expand(self, body: JsonObject, namespace: str) -> JsonObject:
        """Returns the object that an object will make. Raises InvalidExpansionError if it does not describe one."""
        found: Any = body
        for name in self.source:
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            raise InvalidExpansionError(
                f'could not find source field "{".".join(self.source)}" in resource {name_of(body)}'
            )
        made: JsonObject = copy.deepcopy(found)
        metadata = made.get("metadata") if isinstance(made.get("metadata"), dict) else {}
        where = namespace or namespace_of(body)
        made |= {"apiVersion": self.generated.api_version, "kind": self.generated.kind}
        made["metadata"] = {**(metadata or {}), **({"namespace": where} if where else {}), "name": self._name(body)}
        _add_owner(made["metadata"], body)
        return made

    def _name(self, body: JsonObject) -> str:
        parts = (name_of(body), self.generated.kind)
        return "-".join(parts if self.generated.kind else parts[:1]).lower()

    def _check(self, source: str) -> None:
        name = self.name
        if not name:
            raise InvalidExpansionError(f"{KIND} has empty name field")
        if len(name) >= 64:
            raise InvalidExpansionError(f"{KIND} name must be less than 64 characters")
        if not source:
            raise InvalidExpansionError(f"{KIND} {name} has empty source field")
        if self.generated == ("", "", ""):
            raise InvalidExpansionError(f"{KIND} {name} has empty generatedGVK field")
        if not self.applies_to:
            raise InvalidExpansionError(f"{KIND} {name} must specify ApplyTo")
        if self.applies(self.generated):
            kind = f"{self.generated.api_version}, Kind={self.generated.kind}"
            raise InvalidExpansionError(f"{KIND} {name} generates GVK {kind}, but also applies to that same GVK")


@dataclass(frozen=True, slots=True)
class Resultant:
    """An object that will be made, and which template says so."""

    body: JsonObject
    template: ExpansionTemplate


def expand(templates: Iterable[ExpansionTemplate], body: JsonObject, namespace: str) -> list[Resultant]:
    """Returns all objects that an object will make, those made by what it makes too: the innermost first.

    namespace: of the request, "" if it names none. Raises InvalidExpansionError.
    """
    return list(_expand(tuple(templates), body, namespace, 0))


def _expand(
    templates: tuple[ExpansionTemplate, ...], body: JsonObject, namespace: str, depth: int
) -> Iterator[Resultant]:
    if depth >= _DEEPEST:
        raise InvalidExpansionError(f"maximum recursion depth of {_DEEPEST} reached")
    made = [
        Resultant(template.expand(body, namespace), template)
        for template in templates
        if template.applies(kind_of(body))
    ]
    for one in made:
        yield from _expand(templates, one.body, namespace, depth + 1)
    yield from made


def _add_owner(metadata: JsonObject, body: JsonObject) -> None:
    owner = {"apiVersion": body.get("apiVersion"), "kind": body.get("kind"), "name": name_of(body)}
    if not all(owner.values()):
        return
    owners = metadata.get("ownerReferences") or []
    if not any(isinstance(one, dict) and owner.items() <= one.items() for one in owners):
        metadata["ownerReferences"] = [*owners, {**owner, "uid": ""}]
