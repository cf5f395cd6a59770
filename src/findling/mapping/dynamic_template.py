"""Dynamic templates: what mapping a new field gets, by its name, path and JSON type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_pattern import compile_java
from findling.base.java_values import shown
from findling.base.matching import JavaPattern
from findling.base.wildcards import matches
from findling.base.work.short_cache import short_cache

MATCHERS = ("match", "unmatch", "path_match", "path_unmatch", "match_mapping_type", "unmatch_mapping_type")
NAMES = ("match", "unmatch", "path_match", "path_unmatch")
MATCH_TYPES = ("object", "string", "long", "double", "boolean", "date", "binary", "*")
DEFAULT_TYPES = {"string": "text", "double": "float"}
NOT_COMPUTED = ("object", "binary")
"""The JSON types that no runtime field is made for."""
CHOOSING = {"match", "path_match", "match_mapping_type", "unmatch_mapping_type"}
"""The conditions of which a template needs one to be chosen by them."""


@dataclass(frozen=True, slots=True)
class DynamicTemplate:
    """One named template.

    conditions: per matcher the patterns, of which one must (or, for un-matchers, none may) match
    regex: whether the patterns of names and paths are regular expressions
    mapping: the definition with `{name}` and `{dynamic_type}` still in place
    computed: whether it defines runtime fields, which have no values of their own on disk
    """

    name: str
    conditions: Mapping[str, tuple[str, ...]]
    regex: bool
    mapping: Mapping[str, Any]
    computed: bool = False

    def matches(self, path: str, name: str, json_type: str) -> bool:
        """Tells whether a new field of this path, last name and JSON type (string, long, ...) gets this template.

        A template without conditions is for those who name it.
        """
        if not self.conditions.keys() & CHOOSING or (self.computed and json_type in NOT_COMPUTED):
            return False
        return all(
            self._holds(matcher, patterns, path, name, json_type) for matcher, patterns in self.conditions.items()
        )

    def _holds(self, matcher: str, patterns: tuple[str, ...], path: str, name: str, json_type: str) -> bool:
        if matcher.endswith("match_mapping_type"):
            hit = "*" in patterns or json_type in patterns
        else:
            subject = path if matcher.startswith("path_") else name
            fits = _regex_matches if self.regex else matches
            hit = any(fits(pattern, subject) for pattern in patterns)
        excludes = matcher in ("unmatch", "path_unmatch", "unmatch_mapping_type")
        return bool(hit) is not excludes

    @property
    def json_types(self) -> list[str]:
        """The JSON types that the template may be for."""
        wanted = self.conditions.get("match_mapping_type", ("*",) if self.conditions.keys() & CHOOSING else ())
        unwanted = self.conditions.get("unmatch_mapping_type", ())
        possible = [name for name in MATCH_TYPES[:-1] if not (self.computed and name in NOT_COMPUTED)]
        return [name for name in possible if ("*" in wanted or name in wanted) and name not in unwanted]

    def definition(self) -> dict[str, object]:
        """Returns the template as Elasticsearch prints it: a list of one pattern as the pattern itself."""
        shown_conditions = {
            name: list(found) if len(found) > 1 else found[0] for name, found in self.conditions.items()
        }
        pattern = {"match_pattern": "regex"} if self.regex else {}
        return {**shown_conditions, **pattern, "runtime" if self.computed else "mapping": dict(self.mapping)}

    def definition_for(self, name: str, json_type: str) -> dict[str, Any]:
        """Returns the field definition for a new field; `type` is the JSON type's default unless given."""
        defaults = {"string": "keyword"} if self.computed else DEFAULT_TYPES
        dynamic_type = defaults.get(json_type, json_type)
        definition: dict[str, Any] = _filled(dict(self.mapping), name, dynamic_type)
        definition.setdefault("type", dynamic_type)
        return definition


@short_cache(4096)
def _regex(pattern: str) -> JavaPattern:
    return compile_java(pattern)


def _regex_matches(pattern: str, subject: str) -> bool:
    return _regex(pattern).fullmatch(subject) is not None


def _filled(value: object, name: str, dynamic_type: str) -> Any:
    """Replaces the placeholders in all keys and texts."""
    if isinstance(value, dict):
        return {_filled(key, name, dynamic_type): _filled(entry, name, dynamic_type) for key, entry in value.items()}
    if isinstance(value, list):
        return [_filled(entry, name, dynamic_type) for entry in value]
    if isinstance(value, str):
        value = value.replace("{name}", name).replace("{dynamic_type}", dynamic_type)
        return value.replace("{dynamicType}", dynamic_type)
    return value


def parse_templates(value: object) -> tuple[DynamicTemplate, ...]:
    """Reads `dynamic_templates`: a list of objects with one name each; raises MapperParsingError."""
    if not isinstance(value, list):
        raise MapperParsingError("Dynamic template syntax error. An array of named objects is expected.")
    templates: dict[str, DynamicTemplate] = {}
    for entry in value:
        if not isinstance(entry, dict) or len(entry) != 1:
            raise MapperParsingError("A dynamic template must be defined with a name")
        ((name, definition),) = entry.items()
        templates[name] = parse_template(name, definition)
    return tuple(templates.values())


def parse_template(name: str, definition: object) -> DynamicTemplate:
    """Reads one template; raises MapperParsingError."""
    if not isinstance(definition, dict):
        raise MapperParsingError(f"Dynamic template syntax error. [{name}] must be an object")
    for key in definition:
        if key not in (*MATCHERS, "match_pattern", "mapping", "runtime"):
            raise MapperParsingError(f"Illegal dynamic template parameter: [{key}]")
    if "runtime" in definition and "mapping" in definition:
        raise MapperParsingError(f"mapping and runtime cannot be both specified in the same dynamic template [{name}]")
    computed = "runtime" in definition
    body = definition.get("runtime" if computed else "mapping")
    if not isinstance(body, dict):
        raise MapperParsingError(f"template [{name}] must have either mapping or runtime set")
    conditions = {
        matcher: _patterns(matcher, definition[matcher]) for matcher in MATCHERS if definition.get(matcher) is not None
    }
    conditions = {matcher: patterns for matcher, patterns in conditions.items() if patterns}
    for json_type in (*conditions.get("match_mapping_type", ()), *conditions.get("unmatch_mapping_type", ())):
        if json_type not in MATCH_TYPES:
            raise IllegalArgumentError(
                f"No field type matched on [{json_type}], possible values are [{', '.join(MATCH_TYPES[:-1])}]"
            )
    return DynamicTemplate(name, conditions, _is_regex(name, definition, conditions), body, computed)


def _patterns(matcher: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return (shown(value),)
    if not all(isinstance(entry, str) for entry in value):
        raise MapperParsingError(
            f"[{matcher}] values must either be a string or list of strings, but was [{shown(value)}]"
        )
    return tuple(value)


def _is_regex(name: str, definition: Mapping[str, object], conditions: Mapping[str, tuple[str, ...]]) -> bool:
    kind = definition.get("match_pattern", "simple")
    if kind not in ("simple", "regex"):
        raise MapperParsingError(f"No matching pattern matched on [{kind}]")
    if kind == "regex":
        for pattern in [entry for matcher in NAMES for entry in conditions.get(matcher, ())]:
            try:
                _regex(pattern)
            except IllegalArgumentError as error:
                raise MapperParsingError(
                    f"Pattern [{pattern}] of type [regex] is invalid. Cannot create dynamic template [{name}]."
                ) from error
    return bool(kind == "regex")
