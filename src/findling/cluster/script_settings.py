"""The cluster settings of scripts: how large, how many, how fast compiled, and which are allowed."""

from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.settings import Setting, duration, integer, parse_bool, parse_list
from findling.script.compilation_rate import UNLIMITED, Rate, parse_rate, parse_rate_or_context
from findling.script.service import ContextLimits, ScriptSettings

_NONE: Final = "none"
_TYPES: Final = ("inline", "stored")


def _types(key: str, value: Any) -> list[str]:
    names = parse_list(key, value)
    for name in names:
        if name not in (*_TYPES, _NONE):
            raise IllegalArgumentError(f"unknown script type [{name}] found in setting [{key}].")
    return names


SETTINGS: Final = (
    Setting("script.max_compilations_rate", parse_rate_or_context, "150/5m"),
    Setting("script.cache.max_size", integer(0), "3000"),
    Setting("script.cache.expire", duration(0), "0ms"),
    Setting("script.disable_max_compilations_rate", parse_bool, "false"),
    Setting("script.max_size_in_bytes", integer(0), "65535"),
    Setting("script.allowed_types", _types, []),
    Setting("script.allowed_contexts", parse_list, []),
    Setting("script.context.*.max_compilations_rate", parse_rate, "75/5m"),
    Setting("script.context.*.cache_max_size", integer(0), "100"),
    Setting("script.context.*.cache_expire", duration(0), "0ms"),
)
_OF_CONTEXT: Final = "script.context."


def script_settings(setting: Callable[[str], Any], context_keys: list[str]) -> ScriptSettings:
    """Returns what the settings say.

    setting: gives the typed value of a setting; context_keys: those of single contexts that somebody has set
    """
    rate: Rate = setting("script.max_compilations_rate")
    if setting("script.disable_max_compilations_rate"):
        rate = Rate(UNLIMITED)
    names = {key.removeprefix(_OF_CONTEXT).partition(".")[0] for key in context_keys}
    return ScriptSettings(
        setting("script.max_size_in_bytes"),
        setting("script.cache.max_size"),
        setting("script.cache.expire"),
        rate,
        _allowed(setting("script.allowed_types")),
        _allowed(setting("script.allowed_contexts")),
        {name: _limits(setting, f"{_OF_CONTEXT}{name}") for name in names},
    )


def _limits(setting: Callable[[str], Any], prefix: str) -> ContextLimits:
    return ContextLimits(
        setting(f"{prefix}.cache_max_size"),
        setting(f"{prefix}.cache_expire"),
        setting(f"{prefix}.max_compilations_rate"),
    )


def _allowed(names: list[str]) -> frozenset[str] | None:
    if not names:
        return None
    return frozenset() if names == [_NONE] else frozenset(names)
