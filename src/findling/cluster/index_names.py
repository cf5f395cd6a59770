"""The rules for names of indices and aliases, in Elasticsearch's words."""

import unicodedata
from typing import Final

from findling.base.errors import InvalidAliasNameError, InvalidIndexNameError
from findling.cluster.system import check_not_system

_INVALID: Final = ' "*,/<>?\\|'
_UNSEEN: Final = ("Cc", "Zl", "Zp", "Cs")
_MAX_BYTES: Final = 255


def forbidden_characters(name: str) -> str | None:
    """Returns what is wrong with a name that could not be one of a file, None if nothing is."""
    if not any(character in name for character in _INVALID):
        return None
    shown = ",".join(f"'{character}'" for character in _INVALID)
    return f"must not contain the following characters [{shown}]"


def name_fault(name: str) -> str | None:
    """Returns what is wrong with a name that an index or alias is to have, or None."""
    if not name:
        return "must not be empty"
    if (fault := forbidden_characters(name)) is not None:
        return fault
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        return "must not contain control characters or line separators"
    if "#" in name:
        return "must not contain '#'"
    if ":" in name:
        return "must not contain ':'"
    if name[0] in "_-+":
        return "must not start with '_', '-', or '+'"
    size = len(name.encode("utf-8", "surrogatepass"))
    if size > _MAX_BYTES:
        return f"index name is too long, ({size} > {_MAX_BYTES})"
    return "must not be '.' or '..'" if name in (".", "..") else None


def check_index_name(name: str) -> None:
    """Raises InvalidIndexNameError, or IllegalArgumentError for a system index, unless an index may have this name."""
    fault = name_fault(name)
    if fault is None and name.lower() != name:
        fault = "must be lowercase"
    if fault is not None:
        raise invalid_index_name(name, fault)
    check_not_system(name)


def invalid_index_name(name: str, fault: str) -> InvalidIndexNameError:
    """Returns the error for an index name."""
    return InvalidIndexNameError(f"Invalid index name [{name}], {fault}", index_uuid="_na_", index=name)


def check_alias_name(name: str) -> None:
    """Raises InvalidAliasNameError, or IllegalArgumentError for a system index, unless an alias may have this name."""
    fault = name_fault(name)
    if fault is not None:
        raise InvalidAliasNameError(f"Invalid alias name [{name}]: {fault}")
    check_not_system(name)
