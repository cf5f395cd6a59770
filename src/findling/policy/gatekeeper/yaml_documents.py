"""YAML as Kubernetes' tools read it: several documents in a text, and only the scalars that JSON has.

`yes` and `no` are texts, dates are texts, 0644 is octal; a key that stands twice in a mapping is refused.
"""

import re
from collections.abc import Hashable
from typing import Any, Final

import yaml

from findling.policy.gatekeeper.errors import InvalidObjectError

_SCALARS: Final = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("int", r"[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|[0-9]+)", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
     "-+.0123456789"),
)  # fmt: skip
_MOST_VALUES: Final = 1_000_000
_BASES: Final = {"0x": 16, "0o": 8, "0b": 2}


class _Loader(yaml.SafeLoader):
    """A loader of JSON's values."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key is no text", key_node.start_mark)
            if key in seen and key != "<<":
                problem = f'mapping key "{key}" already defined'
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        found = super().construct_mapping(node, deep)
        return {_key(key): value for key, value in found.items()}

    def construct_whole(self, node: Any) -> int:
        text = self.construct_scalar(node).lower()
        sign = -1 if text.startswith("-") else 1
        digits = text.lstrip("+-")
        base = _BASES.get(digits[:2]) or (8 if re.fullmatch("0[0-7]+", digits) else 10)
        return sign * int(digits[2:] if digits[:2] in _BASES else digits, base)

    def construct_fraction(self, node: Any) -> float:
        value = float(self.construct_scalar(node).lower().replace(".inf", "inf").replace(".nan", "nan"))
        if value != value or abs(value) == float("inf"):
            raise yaml.constructor.ConstructorError(None, None, "JSON has no such number", node.start_mark)
        return value


_Loader.yaml_implicit_resolvers = {}  # none of SafeLoader's
for _name, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(rf"(?:{_pattern})\Z"), list(_first))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"\Z"), [""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"<<\Z"), ["<"])
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_fraction)


def yaml_documents(text: str | bytes) -> list[Any]:
    """Returns the documents of a YAML or JSON text as decoded JSON, without empty ones. Raises InvalidObjectError."""
    try:
        found = [document for document in yaml.load_all(text, _Loader) if document is not None]
        if sum(_size(document, {}) for document in found) > _MOST_VALUES:
            raise ValueError("aliases make the documents too large")
        return found
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InvalidObjectError(f"invalid YAML: {_told(error)}") from error


def _size(value: object, known: dict[int, int]) -> int:
    """Returns how many values a document has when what stands in several places is counted in each."""
    if not isinstance(value, (dict, list)):
        return 1
    if id(value) not in known:
        known[id(value)] = _MOST_VALUES  # within itself it has no end
        below = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(one, known) for one in below)
    return known[id(value)]


def _key(key: object) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else str(key)


def _told(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return str(error) or "it is nested too deep"
