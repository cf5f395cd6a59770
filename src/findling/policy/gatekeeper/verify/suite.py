"""Suites of gator: a template and a constraint per test, objects and what is expected of them per case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.objects import JsonObject, kind_of
from findling.policy.gatekeeper.verify.assertions import Assertion
from findling.policy.gatekeeper.yaml_documents import yaml_documents

_GROUP: Final = "test.gatekeeper.sh"


@dataclass(frozen=True)
class Case:
    """An object, and what is expected of it. Paths are relative to the suite."""

    name: str
    object: str
    inventory: tuple[str, ...]
    assertions: tuple[Mapping[str, Any], ...]
    skip: bool


@dataclass(frozen=True)
class Test:
    """A template with a constraint. is_invalid: the constraint must be refused by the template's schema"""

    name: str
    template: str
    constraint: str
    expansion: str
    cases: tuple[Case, ...]
    is_invalid: bool
    skip: bool


@dataclass(frozen=True)
class Suite:
    """A suite, and the file it is from."""

    path: Path
    tests: tuple[Test, ...]
    skip: bool

    @classmethod
    def parse(cls, path: Path, body: Mapping[str, Any]) -> "Suite":
        """Reads a suite. Raises InvalidObjectError."""
        try:
            tests = tuple(_test(one) for one in body.get("tests") or ())
        except (AttributeError, TypeError) as error:
            raise InvalidObjectError(f"{path}: the suite is not as suites are: {error}") from error
        return cls(path, tests, bool(body.get("skip")))


def suites_of(path: Path, is_recursive: bool) -> Iterator[Suite]:
    """Yields the suites of a file or of the files of a folder. Raises InvalidObjectError, OSError."""
    if path.is_dir():
        files = sorted(path.rglob("*") if is_recursive else path.glob("*"))
        for file in files:
            if file.suffix in (".yaml", ".yml") and file.is_file():
                yield from _suites(file)
        return
    found = list(_suites(path))
    if not found:
        raise InvalidObjectError(f"{path} is no suite: kind Suite of {_GROUP} is needed")
    yield from found


def objects_of(path: Path) -> list[JsonObject]:
    """Returns the objects of a file, at least one. Raises InvalidObjectError, OSError."""
    found = [one for one in yaml_documents(path.read_bytes()) if isinstance(one, dict)]
    if not found:
        raise InvalidObjectError(f'path "{path}" defines no YAML objects')
    return found


def object_of(path: Path) -> JsonObject:
    """Returns the only object of a file. Raises InvalidObjectError, OSError."""
    found = objects_of(path)
    if len(found) != 1:
        raise InvalidObjectError(f'"{path}" defines {len(found)} objects')
    return found[0]


def assertions_of(case: Case) -> list[Assertion]:
    """Returns what a case expects. Raises InvalidObjectError."""
    if not case.object:
        raise InvalidObjectError("invalid Case: must define object")
    if not case.assertions:
        raise InvalidObjectError("invalid Case: assertions must be non-empty")
    return [Assertion.parse(one) for one in case.assertions]


def _suites(path: Path) -> Iterator[Suite]:
    if b"Suite" not in (text := path.read_bytes()):
        return
    for body in yaml_documents(text):
        if isinstance(body, dict) and (kind_of(body).group, kind_of(body).kind) == (_GROUP, "Suite"):
            yield Suite.parse(path, body)


def _test(body: Mapping[str, Any]) -> Test:
    return Test(
        name=body.get("name") or "",
        template=body.get("template") or "",
        constraint=body.get("constraint") or "",
        expansion=body.get("expansion") or "",
        cases=tuple(_case(one) for one in body.get("cases") or ()),
        is_invalid=bool(body.get("invalid")),
        skip=bool(body.get("skip")),
    )


def _case(body: Mapping[str, Any]) -> Case:
    return Case(
        name=body.get("name") or "",
        object=body.get("object") or "",
        inventory=tuple(body.get("inventory") or ()),
        assertions=tuple(body.get("assertions") or ()),
        skip=bool(body.get("skip")),
    )
