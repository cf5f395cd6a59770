"""Settings of an index that concern its lifecycle policy, and what the server notes of where an index comes from."""

from typing import Final

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.settings import Change, Setting, duration, parse_bool, parse_text

_HOUR_MS: Final = 3_600_000
_LONGEST: Final = 1 << 63


def _date(key: str, value: object) -> int:
    """Reads ms since 1970, -1 for none. Raises IllegalArgumentError."""
    text = str(value)
    digits = text.removeprefix("-").removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or int(digits) >= _LONGEST:
        cause = NumberFormatError.of(text)
        raise IllegalArgumentError(f"Failed to parse value [{text}] for setting [{key}]") from cause
    if int(text) < -1:
        raise IllegalArgumentError(f"Failed to parse value [{text}] for setting [{key}] must be >= -1")
    return int(text)


SETTINGS: Final = (
    Setting("index.lifecycle.name", parse_text, ""),
    Setting("index.lifecycle.rollover_alias", parse_text, ""),
    Setting("index.lifecycle.indexing_complete", parse_bool, "false"),
    Setting("index.lifecycle.origination_date", _date, "-1"),
    Setting("index.lifecycle.parse_origination_date", parse_bool, "false"),
    Setting("index.lifecycle.prefer_ilm", parse_bool, "true"),
    Setting("index.lifecycle.skip", parse_bool, "false"),
    Setting("index.lifecycle.step.wait_time_threshold", duration(_HOUR_MS), "12h"),
    Setting("index.plugins.index_state_management.*", parse_text, None),
    Setting("index.opendistro.index_state_management.*", parse_text, None),
    Setting("index.store.snapshot.*", parse_text, None, Change.PRIVATE),
    Setting("index.downsample.*", parse_text, None, Change.PRIVATE),
)
