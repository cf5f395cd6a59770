"""Role mappings: rules that give roles to users whom others know (client certificates, tokens of other issuers)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalStateError, ParseError, ParsingError, XContentParseError
from findling.base.json_values import json_token
from findling.security.records import Records
from findling.security.roles.names import matches_name

_KIND: Final = "role-mapping"
_MEMBERS: Final = ("roles", "role_templates", "rules", "metadata", "enabled")


@dataclass(frozen=True, slots=True)
class RoleMapping:
    """A rule and the roles that it gives."""

    name: str
    enabled: bool
    rules: Mapping[str, Any]
    roles: tuple[str, ...]
    templates: Sequence[Mapping[str, Any]]
    metadata: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"enabled": self.enabled}
        if self.roles or not self.templates:
            shown["roles"] = list(self.roles)
        if self.templates:
            shown["role_templates"] = list(self.templates)
        return {**shown, "rules": self.rules, "metadata": dict(self.metadata)}


def parse_role_mapping(name: str, body: Mapping[str, Any]) -> RoleMapping:
    """Returns the mapping of a body. Raises ParsingError."""
    for key in body:
        if key not in _MEMBERS:
            raise _fault(XContentParseError(f"[1:1] [role-mapping] unknown field [{key}]", line=1, col=1))
    for needed in ("rules", "enabled"):
        if needed not in body:
            raise _missing(name, needed)
    if "roles" not in body and "role_templates" not in body:
        raise _missing(name, "roles")
    rules = body["rules"]
    if not isinstance(rules, dict):
        token = json_token(rules)
        raise _fault(
            XContentParseError(f"[1:1] [role-mapping] rules doesn't support values of type: {token}", line=1, col=1)
        )
    try:
        _check_rule(name, rules, allow_except=False)
    except ParseError as error:
        fault = XContentParseError("[1:1] [role-mapping] failed to parse field [rules]", line=1, col=1)
        fault.__cause__ = error
        raise _fault(fault) from fault
    return RoleMapping(
        name,
        bool(body["enabled"]),
        rules,
        tuple(body.get("roles") or ()),
        body.get("role_templates") or (),
        body.get("metadata") or {},
    )


def _missing(name: str, member: str) -> ParsingError:
    text = f"failed to parse role-mapping [{name}]. missing field [{member}]"
    error = ParsingError(text)
    error.__cause__ = IllegalStateError(text)
    return error


def _fault(cause: XContentParseError) -> ParsingError:
    error = ParsingError(cause.reason)
    error.__cause__ = cause
    return error


def _check_rule(within: str, rule: object, allow_except: bool) -> None:
    """Raises ParseError for what is no rule."""
    prefix = "failed to parse rules expression."
    if not isinstance(rule, dict) or len(rule) != 1:
        what = "is empty" if rule == {} else "must contain exactly one field"
        raise ParseError(f"{prefix} object [{within}] {what}")
    ((kind, value),) = rule.items()
    if kind in ("any", "all"):
        if not isinstance(value, list):
            raise ParseError(f"{prefix} field [{kind}] requires an array")
        for inner in value:
            _check_rule(kind, inner, allow_except=kind == "all")
    elif kind == "field":
        _check_field(prefix, value)
    elif kind == "except":
        if not allow_except:
            raise ParseError(f"{prefix} field [{kind}] is not allowed within [{within}]")
        _check_rule(kind, value, allow_except=False)
    else:
        raise ParseError(f"{prefix} field [{kind}] is not recognised in object [{within}]")


def _check_field(prefix: str, value: object) -> None:
    if not isinstance(value, dict):
        raise ParseError(f"{prefix} field [field] requires an object")
    if not value:
        raise ParseError(f"{prefix} object [field] does not contain any fields")
    if len(value) > 1:
        raise ParseError(f"{prefix} object [field] contains multiple fields")


def rule_holds(rule: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether a rule holds for a user. facts: `username`, `dn`, `groups`, `realm.name`, `metadata.x`"""
    ((kind, value),) = rule.items()
    if kind == "any":
        return any(rule_holds(inner, facts) for inner in value)
    if kind == "all":
        return all(rule_holds(inner, facts) for inner in value)
    if kind == "except":
        return not rule_holds(value, facts)
    ((name, wanted),) = value.items()
    found = facts.get(name)
    held = found if isinstance(found, (list, tuple)) else [found]
    return any(_fits(pattern, item) for pattern in (wanted if isinstance(wanted, list) else [wanted]) for item in held)


def _fits(pattern: object, value: object) -> bool:
    if isinstance(pattern, str) and isinstance(value, str):
        return matches_name([pattern], value)
    return pattern == value


class RoleMappings:
    """The mappings that were put."""

    def __init__(self, records: Records) -> None:
        self._records = records

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
        found = [mapping for mapping in self.named([]) if mapping.enabled and rule_holds(mapping.rules, facts)]
        return tuple(dict.fromkeys(role for mapping in found for role in mapping.roles))
