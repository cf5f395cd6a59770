"""What processors and pipelines are told, with Elasticsearch's errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from findling.base.errors import FindlingError, ParseError
from findling.base.java_collections import in_map_order
from findling.base.java_values import shown
from findling.ingest.java_types import java_class
from findling.search.pipeline.configuration import Configuration


class ProcessorConfiguration(Configuration):
    """The members of one processor.

    processor: its type, None for a pipeline's; tag: that it was given
    """

    def __init__(self, processor: str | None, body: Mapping[str, Any], tag: str | None = None) -> None:
        super().__init__(processor, body)
        self.tag = tag

    def required_list(self, name: str) -> list[Any]:
        """Returns a list that has to be there."""
        return cast(list[Any], self._required(name, self.listed(name)))

    def required_mapping(self, name: str) -> Mapping[str, Any]:
        """Returns an object that has to be there."""
        return cast(Mapping[str, Any], self._required(name, self.mapping(name)))

    def required_value(self, name: str) -> Any:
        """Returns any value but null."""
        return self._required(name, self.take(name))

    def required_integer(self, name: str) -> int:
        """Returns a whole number that has to be there."""
        return int(self._required(name, self.integer(name)))

    def required_number(self, name: str) -> float:
        """Returns a number that has to be there."""
        return float(self._required(name, self.number(name)))

    def integer(self, name: str) -> int | None:
        value = self.take(name)
        if value is None:
            return None
        try:
            number = int(str(value)) if not isinstance(value, bool) else None
        except ValueError:
            number = None
        if number is None or not -(2**31) <= number < 2**31:
            raise self.fault(name, f"property cannot be converted to an int [{shown(value)}]")
        return number

    def text_or_integer(self, name: str) -> str | None:
        """Returns a text that may be given as a whole number."""
        value = self.take(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise self.fault(name, f"property isn't a string or int, but of type [{java_class(value)}]")

    def texts(self, name: str) -> list[str] | None:
        """Returns a list of texts that may be given as one text; None if it is missing."""
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, str):
            return [value]
        if isinstance(value, list):
            for entry in value:
                if not isinstance(entry, str):
                    raise self.fault(name, f"property isn't a string, but of type [{java_class(entry)}]")
            return value
        raise self.fault(name, f"property isn't a string or list, but of type [{java_class(value)}]")

    def choice(self, name: str, default: str, allowed: tuple[str, ...], what: str) -> str:
        """Returns one of some texts. what: how the error begins for any other"""
        value = self.text(name)
        if value is None:
            return default
        if value not in allowed:
            raise self.fault(name, f"{what} [{value}]")
        return value

    def finish(self, what: str) -> None:
        left = in_map_order(self._left)
        if left:
            raise ParseError(
                f"{what} doesn't support one or more provided configuration parameters [{', '.join(left)}]"
            )

    def fault(self, name: str, what: str) -> ParseError:
        return ParseError(f"[{name}] {what}", **self.place(name))

    def place(self, name: str | None = None) -> dict[str, str]:
        """Returns what errors show beside their reason."""
        found = {"processor_type": self.processor, "processor_tag": self.tag, "property_name": name}
        return {key: value for key, value in found.items() if value is not None}

    def placed(self, error: FindlingError) -> FindlingError:
        """Returns an error that tells which processor it is of."""
        place = self.place()
        error.metadata = {**place, **error.metadata, **place}
        return error

    def _required(self, name: str, value: Any) -> Any:
        if value is None:
            raise self.fault(name, "required property is missing")
        return value
