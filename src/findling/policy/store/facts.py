"""What modules are about, as their text tells: their packages, which input they look at, whether time matters."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

OWN: Final = "findling"
"""The package below which rules decide about Findling itself."""
DECISIONS: Final = f"{OWN}.authz"
FILTERS: Final = f"{OWN}.filter"
QUERIES: Final = f"{OWN}.dls"
ROLES: Final = f"{OWN}.identity"
_CHANGING: Final = frozenset({"time.now_ns", "rand.intn", "uuid.rfc4122", "opa.runtime", "http.send"})
_PACKAGE: Final = re.compile(r"^\s*package\s+([\w.]+)", re.MULTILINE)
_CHANGING_TEXT: Final = re.compile(r"\b(?:time|rand|uuid)\b")


@dataclass(frozen=True)
class Facts:
    """packages: dotted, such as "findling.authz"

    inputs: the members of `input` that are looked at, None where that cannot be told
    is_stable: whether the same input always has the same answer
    """

    packages: tuple[str, ...] = ()
    inputs: tuple[str, ...] | None = ()
    is_stable: bool = True

    @cached_property
    def is_own(self) -> bool:
        """Whether there are rules about Findling itself."""
        return self.has_package(OWN)

    @cached_property
    def decides(self) -> bool:
        """Whether there are rules about requests."""
        return self.has_package(DECISIONS)

    @cached_property
    def filters(self) -> bool:
        """Whether there are rules that hide documents."""
        return self.has_package(FILTERS) or self.has_package(QUERIES)

    def has_package(self, name: str) -> bool:
        """Whether there are rules in a package or below it."""
        return any(package == name or package.startswith(f"{name}.") for package in self.packages)

    @cached_property
    def is_cacheable(self) -> bool:
        """Whether answers can be kept by what is looked at of the input."""
        return self.is_stable and self.inputs is not None and "time" not in self.inputs

    def looks_at(self, member: str) -> bool:
        return self.inputs is None or member in self.inputs

    def to_json(self) -> dict[str, Any]:
        inputs = None if self.inputs is None else list(self.inputs)
        return {"packages": list(self.packages), "inputs": inputs, "is_stable": self.is_stable}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Facts":
        inputs = None if body["inputs"] is None else tuple(body["inputs"])
        return cls(tuple(body["packages"]), inputs, body["is_stable"])


NO_FACTS: Final = Facts()


def facts_of(modules: Mapping[str, str], trees: Mapping[str, Any]) -> Facts:
    """Returns the facts of modules. trees: by the same names (forbidden.Parser.refuse), None where there is none"""
    packages: dict[str, None] = {}
    inputs: set[str] | None = set()
    is_stable = True
    for name, text in modules.items():
        tree = trees.get(name)
        if tree is None:
            packages.update(dict.fromkeys(_PACKAGE.findall(text)))
            inputs, is_stable = None, is_stable and not _CHANGING_TEXT.search(text)
            continue
        packages[".".join(str(part["value"]) for part in tree["package"]["path"][1:])] = None
        used = set(_used([tree.get("rules"), tree.get("imports")]))
        if inputs is not None:
            inputs = None if None in used else inputs | {name for name in used if name and "." not in name}
        is_stable = is_stable and _CHANGING.isdisjoint(used)
    return Facts(tuple(packages), None if inputs is None else tuple(sorted(inputs)), is_stable)


def _used(trees: Iterable[Any]) -> Iterator[str | None]:
    """Yields members of `input` and dotted names of functions that trees refer to; None for `input` as a whole."""
    waiting = list(trees)
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            kind, value = node.get("type"), node.get("value")
            if kind == "var" and value == "input":
                yield None
            if kind == "ref" and isinstance(value, list):
                yield from _of_reference(value)
                waiting += value[1:]
            else:
                waiting += node.values()


def _of_reference(parts: list[Any]) -> Iterator[str | None]:
    first, second = parts[0], parts[1] if len(parts) > 1 else {}
    if first.get("type") != "var":
        return
    if first["value"] == "input":
        yield str(second["value"]) if second.get("type") == "string" else None
    elif second.get("type") == "string":
        yield f"{first['value']}.{second['value']}"
