"""The `fuzzy` and `regex` of the completion suggester."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.json_values import as_boolean, as_integer, json_token
from findling.base.object_parser import BOOLEAN, NUMBER, Member, parse_object
from findling.base.regexp_syntax import parse_flags
from findling.search.query.text.fuzziness import Fuzziness

# so long is the word that AUTO sees, who is asked before there is one
_USUAL_WORD: Final = "-----"
_WORK: Final = 10_000
_BITS: Final = {"INTERSECTION": 1, "EMPTY": 4, "ANYSTRING": 8, "INTERVAL": 32, "COMPLEMENT": 1 << 16}


@dataclass(frozen=True, kw_only=True)
class FuzzyOptions:
    """How far a beginning may be from what was typed.

    min_length: shorter ones are taken exactly; prefix_length: characters that are
    unicode_aware: whether lengths and edits count characters rather than bytes of UTF-8
    """

    fuzziness: int = 1
    transpositions: bool = True
    min_length: int = 3
    prefix_length: int = 1
    unicode_aware: bool = False
    max_determinized_states: int = _WORK

    @classmethod
    def parse(cls, body: Any) -> FuzzyOptions | None:
        """Returns the options of an object, or of true; None for false."""
        if not isinstance(body, Mapping):
            return cls() if as_boolean(body) else None
        return cls(**parse_object("fuzzy", body, _FUZZY))


@dataclass(frozen=True, kw_only=True)
class RegexOptions:
    """How a regular expression is read. flags: as the regexp query has them; of these, COMPLEMENT has to be said"""

    flags: str = "INTERSECTION|EMPTY|ANYSTRING|INTERVAL"
    max_determinized_states: int = _WORK

    @classmethod
    def parse(cls, body: Mapping[str, object]) -> RegexOptions:
        """Returns the options of an object."""
        members = parse_object("regex", body, _REGEX)
        members.pop("flags_value", None)
        return cls(**members)


def _edits(value: object) -> int:
    token = json_token(value)
    if token not in ("VALUE_STRING", "VALUE_NUMBER"):
        raise IllegalArgumentError(f"Can't parse fuzziness on token: [{token}]")
    read = Fuzziness.parse(as_integer(value) if token == "VALUE_NUMBER" else value)
    return read.max_edits(_USUAL_WORD)


def _natural(name: str) -> Member:
    def read(value: object) -> int:
        number = as_integer(value)
        if number < 0:
            raise IllegalArgumentError(f"{name} must not be negative")
        return number

    return Member(NUMBER, read)


def _flags(value: object) -> str:
    if isinstance(value, str):
        parse_flags(value)
        return value
    if json_token(value) != "VALUE_NUMBER":
        raise ParseError("regex flags supports string or number")
    bits = as_integer(value)
    return "|".join(name for name, bit in _BITS.items() if bits & bit) or "NONE"


_FLAG: Final = Member(BOOLEAN, as_boolean)
_FUZZY: Final = {
    "min_length": _natural("fuzzyMinLength"),
    "max_determinized_states": _natural("maxDeterminizedStates"),
    "unicode_aware": _FLAG,
    "prefix_length": _natural("fuzzyPrefixLength"),
    "transpositions": _FLAG,
    "fuzziness": Member(("VALUE_STRING", "VALUE_NUMBER", "VALUE_BOOLEAN", "VALUE_NULL"), _edits),
}
_REGEX: Final = {
    "flags": Member(("VALUE_STRING", "VALUE_NUMBER", "VALUE_BOOLEAN", "VALUE_NULL"), _flags),
    "flags_value": Member(NUMBER, as_integer),
    "max_determinized_states": _natural("maxDeterminizedStates"),
}
