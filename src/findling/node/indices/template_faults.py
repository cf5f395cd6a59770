"""What is wrong with the name, the patterns, the settings and the aliases of a template: all faults at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    InvalidIndexTemplateError,
)
from findling.cluster.index_names import check_alias_name
from findling.cluster.index_settings import INDEX_SETTINGS, private_fault, refuse_untold
from findling.cluster.state import AliasMetadata

_OF_NAMES: Final = {"a space": " ", "a ','": ",", "a '#'": "#", "a '*'": "*"}
_OF_PATTERNS: Final = {"a ','": ",", "a '#'": "#", "a ':'": ":"}
_OF_FILES: Final = frozenset(' "<>?|,/\\')
_SHOWN: Final = """[' ','"','*',',','/','<','>','?','\\','|']"""


def check_definition(
    name: str, patterns: list[str], settings: Mapping[str, Any], aliases: Mapping[str, Mapping[str, Any]]
) -> None:
    """Raises InvalidIndexTemplateError for all faults together, or what is wrong with an alias.

    settings: flat, None of those that were looked at before
    """
    faults = [*_name_faults(name), *_pattern_faults(patterns), *_setting_faults(settings)]
    if faults:
        listed = ActionRequestValidationError.of(*faults).reason
        raise InvalidIndexTemplateError(f"index_template [{name}] invalid, cause [{listed}]")
    for alias, definition in aliases.items():
        check_alias_name(alias)
        AliasMetadata.from_json(alias, definition).check_routing()
        if alias in patterns:
            raise IllegalArgumentError(f"alias [{alias}] cannot be the same as any pattern in [{', '.join(patterns)}]")


def _name_faults(name: str) -> Iterator[str]:
    yield from (f"name must not contain {shown}" for shown, part in _OF_NAMES.items() if part in name)
    if name.startswith("_"):
        yield "name must not start with '_'"
    if name != name.lower():
        yield "name must be lower cased"


def _pattern_faults(patterns: Iterable[str]) -> Iterator[str]:
    for pattern in patterns:
        if " " in pattern:
            yield f"index_patterns [{pattern}] must not contain a space"
        for shown, part in _OF_PATTERNS.items():
            if part in pattern:
                yield f"index_pattern [{pattern}] must not contain {shown}"
        if pattern.startswith("_"):
            yield f"index_pattern [{pattern}] must not start with '_'"
        if not _OF_FILES.isdisjoint(pattern):
            yield f"index_pattern [{pattern}] must not contain the following characters {_SHOWN}"


def _setting_faults(settings: Mapping[str, Any]) -> Iterator[str]:
    for key, value in settings.items():
        try:
            INDEX_SETTINGS.validate({key: value})
            refuse_untold(key)
        except FindlingError as error:
            yield error.reason
            continue
        fault = private_fault(key)
        if fault is not None:
            yield fault
