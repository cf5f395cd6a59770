"""From when the age of an index counts, where that is not its creation: a setting, or the date in its name."""

import re
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.mapping.dates import date_formatter

DATE: Final = "index.lifecycle.origination_date"
PARSED: Final = "index.lifecycle.parse_origination_date"
_PATTERN: Final = r"^.*-(\d{4}.\d{2}.\d{2})(-[\d]+)?$"
_NAME: Final = re.compile(_PATTERN)
_FORMAT: Final = "yyyy.MM.dd"


def origination_date(settings: Mapping[str, Any]) -> int | None:
    """Returns the date in flat settings, ms since 1970."""
    value = int(settings.get(DATE, -1))
    return None if value == -1 else value


def is_in_name(settings: Mapping[str, Any]) -> bool:
    """Whether the date has to be taken from the name of the index."""
    return origination_date(settings) is None and str(settings.get(PARSED, "false")) == "true"


def check_date_in_name(name: str, settings: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError if an index is to have its date from its name, which has none."""
    if is_in_name(settings):
        date_in_name(name)


def date_in_name(name: str) -> int:
    """Returns the date in the name of an index, ms since 1970. Raises IllegalArgumentError."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise IllegalArgumentError(f"index name [{name}] does not match pattern '{_PATTERN}'")
    try:
        return int(date_formatter(_FORMAT).parse_millis(found[1]))
    except FindlingError as error:
        raise IllegalArgumentError(f"index name [{name}] contains an invalid date: [{found[1]}]") from error
