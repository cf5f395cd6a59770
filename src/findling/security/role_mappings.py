"""Role mappings: rules that give roles to users whom others know (client certificates, tokens of other issuers)."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalStateError,
    ParsingError,
    XContentParseError,
)
from findling.base.json_values import as_boolean
from findling.base.object_parser import (
    BOOLEAN,
    LIST,
    OBJECT,
    STRING,
    STRINGS,
    Member,
    parse_object,
    require,
    texts,
    whole_object,
)
from findling.security.mapping_rules import check_rule, rule_holds
from findling.security.records import Records
from findling.security.role_templates import check_template, names_of
from findling.security.roles.validate import metadata_fault

_KIND: Final = "role-mapping"
logger = logging.getLogger("findling.security")


@dataclass(frozen=True, slots=True)
class RoleMapping:
    """A rule and the roles that it gives."""

    name: str
    enabled: bool
    rules: Mapping[str, Any]
    roles: tuple[str, ...]
    templates: Sequence[Mapping[str, Any]]
    metadata: Mapping[str, Any]

    def faults(self) -> list[str]:
        """Returns what is wrong with it."""
        found = [metadata_fault("metadata", self.metadata)]
        if not self.roles and not self.templates:
            found.insert(0, "role-mapping roles or role-templates are missing")
        if self.roles and self.templates:
            found.insert(0, "role-mapping cannot have both roles and role-templates")
        return [fault for fault in found if fault]

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"enabled": self.enabled}
        if self.roles or not self.templates:
            shown["roles"] = list(self.roles)
        if self.templates:
            shown["role_templates"] = list(self.templates)
        return {**shown, "rules": self.rules, "metadata": dict(self.metadata)}


_FORMATS: Final = ("json", "string")


def _format(value: str) -> str:
    if value not in _FORMATS:
        raise XContentParseError(
            f"[1:1] Invalid format [{value}] expected one of [{','.join(_FORMATS)}]", line=1, col=1
        )
    return value


_TEMPLATE: Final[dict[str, Member]] = {
    "template": Member((*STRING, *OBJECT)),
    "format": Member(STRING, _format),
}


def _template(body: object) -> dict[str, Any]:
    name = "role-mapping-template"
    members = parse_object(name, whole_object(name, body), _TEMPLATE)
    require(members, "template")
    template = members["template"]
    text = template if isinstance(template, str) else orjson.dumps(template).decode()
    return {"template": text, "format": members.get("format", "string")}


def _templates(value: object) -> list[dict[str, Any]]:
    return [_template(body) for body in (value if isinstance(value, list) else [value])]


def _members(name: str) -> dict[str, Member]:
    def rules(value: object) -> object:
        check_rule(name, value)
        return value

    return {
        "roles": Member(STRINGS, texts),
        "role_templates": Member((*OBJECT, *LIST), _templates),
        "rules": Member(OBJECT, rules),
        "metadata": Member(OBJECT),
        "enabled": Member(BOOLEAN, as_boolean),
    }


def parse_role_mapping(name: str, body: Mapping[str, Any]) -> RoleMapping:
    """Returns the mapping of a body. Raises ParsingError, ActionRequestValidationError."""
    try:
        members = parse_object("role-mapping", body, _members(name))
    except XContentParseError as cause:
        raise _fault(cause) from cause
    needed = ("rules", "enabled") if "role_templates" in members else ("roles", "rules", "enabled")
    for member in needed:
        if member not in members:
            raise _missing(name, member)
    mapping = RoleMapping(
        name,
        members["enabled"],
        members["rules"],
        members.get("roles", ()),
        members.get("role_templates", ()),
        members.get("metadata", {}),
    )
    for template in mapping.templates:
        check_template(template)
    faults = mapping.faults()
    if faults:
        raise ActionRequestValidationError.of(*faults)
    return mapping


def _missing(name: str, member: str) -> ParsingError:
    text = f"failed to parse role-mapping [{name}]. missing field [{member}]"
    error = ParsingError(text)
    error.__cause__ = IllegalStateError(text)
    return error


def _fault(cause: XContentParseError) -> ParsingError:
    error = ParsingError(cause.reason)
    error.place = cause.place
    return error


class RoleMappings:
    """The mappings that were put."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._enabled: tuple[int, list[RoleMapping]] = (-1, [])
        self._lock = threading.Lock()

    def put(self, mapping: RoleMapping) -> bool:
        """Stores a mapping and returns whether it is new."""
        record = {"mapping": mapping.to_json(), "metadata": dict(mapping.metadata)}
        return self._records.put(_KIND, mapping.name, record)

    def named(self, names: list[str]) -> list[RoleMapping]:
        """Returns the mappings of these names that there are, all without names."""
        stored = sorted(self._records.all(_KIND).items())
        return [parse_role_mapping(name, record["mapping"]) for name, record in stored if not names or name in names]

    def delete(self, name: str) -> bool:
        return self._records.delete(_KIND, name)

    def roles_of(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Returns the roles that the mappings give to a user. facts: as of `rule_holds`"""
        found = [mapping for mapping in self._in_force() if rule_holds(mapping.rules, facts)]
        return tuple(dict.fromkeys(role for mapping in found for role in _roles(mapping, facts)))

    def _in_force(self) -> list[RoleMapping]:
        """Returns the mappings that are enabled; they are read again once anything is changed."""
        version = self._records.version
        with self._lock:
            if self._enabled[0] == version:
                return self._enabled[1]
        found = [mapping for mapping in self.named([]) if mapping.enabled]
        with self._lock:
            self._enabled = (version, found)
        return found


def _roles(mapping: RoleMapping, facts: Mapping[str, Any]) -> Sequence[str]:
    if not mapping.templates:
        return mapping.roles
    found: list[str] = []
    for template in mapping.templates:
        try:
            found += names_of(template, facts)
        except FindlingError as error:
            logger.warning("a template gave no role mapping=%s error=%s", mapping.name, error.reason)
    return found
