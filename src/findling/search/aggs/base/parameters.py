"""The members of an aggregation: read by an object parser, or by hand as Elasticsearch does with some."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, TypeVar

from findling.base.errors import FindlingError, ParsingError
from findling.base.json_values import json_token
from findling.search.parameters import ObjectParameters, Parameters

T = TypeVar("T")

UNKNOWN_KEY: Final = "Unknown key for a {token} in [{key}]."
UNKNOWN_KEY_OF: Final = "Unknown key for a {token} in [{name}]: [{key}]."
UNEXPECTED_TOKEN: Final = "Unexpected token {token} in [{name}]."
UNEXPECTED_TOKEN_OF: Final = "Unexpected token {token} [{key}] in [{name}]"


class NamedParameters(ObjectParameters):
    """Members read by an object parser. aggregation: the name that the request gives it"""

    __slots__ = ("aggregation",)

    def __init__(self, type_name: str, body: Mapping[str, object], aggregation: str) -> None:
        super().__init__(type_name, body)
        self.aggregation = aggregation


class HandParameters(Parameters):
    """Members of other names and of other kinds of JSON are the same error.

    aggregation: the name that the request gives it; fault: the error's text, with {token}, {key} and {name}
    """

    __slots__ = ("aggregation", "fault")

    def __init__(self, type_name: str, body: Mapping[str, object], aggregation: str, fault: str) -> None:
        super().__init__(type_name, body)
        self.aggregation = aggregation
        self.fault = fault

    def unknown(self, key: str, value: object) -> FindlingError:
        return ParsingError(self.fault.format(token=json_token(value), key=key, name=self.aggregation))

    def text(self, key: str, default: str | None = None) -> str | None:
        """Returns a text; other scalars are refused."""
        value = self.take(key)
        if key not in self:
            return default
        if not isinstance(value, str):
            raise self.wrong_token(key, value)
        return value

    def boolean(self, key: str, default: T) -> bool | T:
        """Returns true or false, not as text."""
        if key in self and not isinstance(self.take(key), bool):
            raise self.wrong_token(key, self.take(key))
        return super().boolean(key, default)

    def missing(self, key: str) -> FindlingError:
        return ParsingError(f"Missing required field [{key}] for aggregation [{self.aggregation}]")

    def wrong_token(self, key: str, value: object) -> FindlingError:
        return self.unknown(key, value)


class TokenParameters(HandParameters):
    """Members of which some kinds of JSON are told by their names, and others are not.

    tokens: the kinds whose members are looked at by name
    """

    __slots__ = ("tokens",)

    def __init__(self, type_name: str, body: Mapping[str, object], aggregation: str, tokens: Collection[str]) -> None:
        super().__init__(type_name, body, aggregation, UNKNOWN_KEY_OF)
        self.tokens = tokens

    def unknown(self, key: str, value: object) -> FindlingError:
        if json_token(value) not in self.tokens:
            return ParsingError(UNEXPECTED_TOKEN.format(token=json_token(value), name=self.aggregation))
        return super().unknown(key, value)

    def missing(self, key: str) -> FindlingError:
        # as in Elasticsearch, also where it is none
        called = "derivative" if self.name == "serial_diff" else self.name
        return ParsingError(f"Missing required field [{key}] for {called} aggregation [{self.aggregation}]")


class PathParameters(HandParameters):
    """Members of nested and reverse_nested, all texts: another name is named only if its value is a text."""

    __slots__ = ()

    def __init__(self, type_name: str, body: Mapping[str, object], aggregation: str) -> None:
        super().__init__(type_name, body, aggregation, UNEXPECTED_TOKEN)

    def unknown(self, key: str, value: object) -> FindlingError:
        if not isinstance(value, str):
            return super().unknown(key, value)
        return ParsingError(UNKNOWN_KEY_OF.format(token=json_token(value), key=key, name=self.aggregation))
