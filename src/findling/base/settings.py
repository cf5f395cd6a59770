"""Typed settings: what can be set, with what values, when it may change, and what it is when nobody set it.

Values are kept as Elasticsearch shows them, as text (or lists of text); `Setting.parse` makes them numbers and the
like.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from findling.base.errors import IllegalArgumentError, NumberFormatError, ParseError
from findling.base.spelling import close_names
from findling.base.units import parse_bytes, parse_time_ms
from findling.base.wildcards import matches

FlatSettings = Mapping[str, Any]
Parser = Callable[[str, Any], Any]


class Change(Enum):
    """When a setting may change."""

    DYNAMIC = "dynamic"  # at any time
    STATIC = "static"  # at creation, or while the index is closed
    FINAL = "final"  # at creation only
    PRIVATE = "private"  # by the server only


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, or a family of them if the key holds "*".

    parse: (key, value) -> typed value; raises IllegalArgumentError
    default: text, or None for a setting that has none
    """

    key: str
    parse: Parser
    default: Any = None
    change: Change = Change.DYNAMIC


def parse_bool(key: str, value: object) -> bool:
    """Returns true or false of exactly these words."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if text not in ("true", "false"):
        raise IllegalArgumentError(f"Failed to parse value [{text}] as only [true] or [false] are allowed.")
    return text == "true"


def parse_text(key: str, value: object) -> object:
    """Returns the value as it is: text or a list of texts."""
    return value


def parse_list(key: str, value: object) -> list[str]:
    """Returns a list, or the parts of a text at its commas."""
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [part.strip() for part in str(value).split(",") if part.strip()]


def integer(low: int | None = None, high: int | None = None) -> Parser:
    """Returns a parser of whole numbers within bounds (inclusive)."""

    def parse(key: str, value: Any) -> int:
        try:
            number = int(str(value))
        except ValueError:
            cause = NumberFormatError.of(value)
            raise IllegalArgumentError(f"Failed to parse value [{value}] for setting [{key}]") from cause
        if low is not None and number < low:
            raise IllegalArgumentError(f"Failed to parse value [{value}] for setting [{key}] must be >= {low}")
        if high is not None and number > high:
            raise IllegalArgumentError(f"Failed to parse value [{value}] for setting [{key}] must be <= {high}")
        return number

    return parse


def parse_float(key: str, value: object) -> float:
    """Returns a number."""
    try:
        return float(str(value))
    except ValueError as error:
        raise IllegalArgumentError(f"Failed to parse value [{value}] for setting [{key}]") from error


def duration(low_ms: int = -1) -> Parser:
    """Returns a parser of durations to milliseconds."""

    def parse(key: str, value: Any) -> int:
        milliseconds = parse_time_ms(str(value), key)
        if milliseconds < low_ms:
            raise IllegalArgumentError(
                f"failed to parse value [{value}] for setting [{key}], must be >= [{low_ms}ms]"
                if low_ms > 0
                else f"failed to parse value [{value}] for setting [{key}], must be >= [{low_ms}]"
            )
        return milliseconds

    return parse


def parse_size(key: str, value: object) -> int:
    """Returns bytes; a share of memory ("10%") is taken as it is, in negative per mille."""
    text = str(value)
    if text.endswith("%"):
        return -int(parse_float(key, text[:-1]) * 10)
    return parse_bytes(text, key)


def one_of(*words: str, error: str) -> Parser:
    """Returns a parser of a closed list of words; `error` may use {value}, {key}, {constant}: as Java names it."""

    def parse(key: str, value: Any) -> str:
        if str(value) not in words:
            raise IllegalArgumentError(error.format(value=value, key=key, constant=str(value).upper()))
        return str(value)

    return parse


def flatten(nested: Mapping[str, object], prefix: str = "") -> dict[str, Any]:
    """Returns settings with dotted keys and values as text; lists stay lists, None stays None."""
    flat: dict[str, Any] = {}
    for key, value in nested.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{name}."))
        else:
            flat[name] = as_text(value)
    return flat


def as_text(value: object) -> object:
    """Returns a JSON value as settings keep it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        if any(isinstance(item, (list, tuple)) for item in value):
            raise ParseError("only value lists are allowed in serialized settings")
        return [as_text(item) for item in value]
    return value if value is None or isinstance(value, (str, dict)) else str(value)


def unflatten(flat: FlatSettings) -> dict[str, object]:
    """Returns dotted keys as nested objects, sorted; a key that is also a prefix of others stays dotted."""
    nested: dict[str, Any] = {}
    for key in sorted(flat):
        _put(nested, key.split("."), flat[key])
    return nested


def _put(nested: dict[str, Any], parts: list[str], value: Any) -> None:
    level = nested
    for i, part in enumerate(parts[:-1]):
        inner = level.setdefault(part, {})
        if not isinstance(inner, dict):
            level[".".join(parts[i:])] = value
            return
        level = inner
    level[parts[-1]] = value


@dataclass
class SettingsRegistry:
    """All settings of one scope (an index, or the cluster)."""

    scope: str
    _exact: dict[str, Setting] = field(default_factory=dict)
    _families: list[Setting] = field(default_factory=list)
    _defaults: dict[str, Any] = field(default_factory=dict)

    def register(self, settings: Iterable[Setting]) -> None:
        for setting in settings:
            if "*" in setting.key:
                self._families.append(setting)
            else:
                self._exact[setting.key] = setting

    def names(self) -> list[str]:
        """Returns the keys of all settings, those of families with their "*"."""
        return [*self._exact, *(family.key for family in self._families)]

    def find(self, key: str) -> Setting | None:
        """Returns the setting, or family, that a concrete key belongs to."""
        setting = self._exact.get(key)
        if setting is not None:
            return setting
        return next((family for family in self._families if matches(family.key, key)), None)

    def require(self, key: str) -> Setting:
        """Returns the setting of a key. Raises IllegalArgumentError that says what may have been meant."""
        setting = self.find(key)
        if setting is None:
            raise IllegalArgumentError(self._unknown(key))
        return setting

    def _unknown(self, key: str) -> str:
        names = close_names(key, self._exact, 0.7)
        if len(names) == 1:
            return f"unknown setting [{key}] did you mean [{names[0]}]?"
        if names:
            return f"unknown setting [{key}] did you mean any of [{', '.join(names)}]?"
        return (
            f"unknown setting [{key}] please check that any required plugins are installed, "
            "or check the breaking changes documentation for removed settings"
        )

    def validate(self, flat: FlatSettings) -> None:
        """Raises IllegalArgumentError for the first key that is unknown or has a value it cannot have."""
        for key, value in flat.items():
            if value is None and "*" in key:
                continue
            setting = self.require(key)
            if value is not None:
                setting.parse(key, value)

    def get(self, flat: FlatSettings, key: str) -> Any:
        """Returns the typed value of a setting: as set, or its default."""
        value = flat.get(key)
        if value is None:
            return self.default(key)
        return self.require(key).parse(key, value)

    def default(self, key: str) -> Any:
        """Returns the typed default of a setting, parsed once."""
        if key not in self._defaults:
            setting = self.require(key)
            self._defaults[key] = None if setting.default is None else setting.parse(key, setting.default)
        return self._defaults[key]

    def defaults(self, flat: FlatSettings) -> dict[str, Any]:
        """Returns the settings that are not set and have a default, as text."""
        return {
            key: as_text(setting.default)
            for key, setting in self._exact.items()
            if key not in flat and setting.default is not None
        }
