"""Reads the parameters of an analysis component, which may be numbers and booleans or the text of them."""

from collections.abc import Mapping
from typing import Any

from findling.analysis.resources import AnalysisResources
from findling.base.errors import IllegalArgumentError


class Params:
    """The settings of one component. Settings it does not know are left alone, as Elasticsearch does.

    name: what the index calls the component
    values: its settings
    resources: where the files are that settings name
    """

    def __init__(
        self, name: str, values: Mapping[str, Any] | None = None, resources: AnalysisResources | None = None
    ) -> None:
        self.name = name
        if values is not None and not isinstance(values, Mapping):
            raise IllegalArgumentError(
                f"Failed to parse value [{values}] for the settings of [{name}]: it is no object"
            )
        self.values = dict(values or {})
        self._resources = resources or AnalysisResources()

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str | None:
        """Returns a text."""
        value = self.values.get(key)
        if value is None:
            return default
        return ("true" if value else "false") if isinstance(value, bool) else str(value)

    def required(self, key: str, reason: str) -> str:
        """Returns a text that must be there. Raises IllegalArgumentError with `reason`."""
        value = self.text(key)
        if value is None:
            raise IllegalArgumentError(reason)
        return value

    def integer(self, key: str, default: int) -> int:
        """Returns an integer."""
        value = self.values.get(key)
        if value is None:
            return default
        try:
            return int(str(value))
        except ValueError:
            raise IllegalArgumentError(f"Failed to parse value [{str(value)[:100]}] for setting [{key}]") from None

    def boolean(self, key: str, default: bool) -> bool:
        """Returns a boolean of exactly the words true and false."""
        value = self.values.get(key)
        if value is None:
            return default
        if str(value).lower() not in ("true", "false"):
            raise IllegalArgumentError(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")
        return str(value).lower() == "true"

    def texts(self, key: str, default: list[str] | None = None) -> list[str] | None:
        """Returns a list of texts; a single text is split at its commas."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, (list, tuple)):
            return [str(item) for item in value]
        if isinstance(value, Mapping):  # a list given by index: {"0": ..., "1": ...}
            if not all(name.isascii() and name.isdigit() and len(name) < 10 for name in value):
                raise IllegalArgumentError(f"Failed to parse value [{value}] for setting [{key}]: it is no list")
            return [str(item) for _, item in sorted(value.items(), key=lambda pair: int(pair[0]))]
        return [part.strip() for part in str(value).split(",") if part.strip()]

    def lines(self, key: str) -> list[str] | None:
        """Returns the lines of the file that `key_path` names, or the list `key`, whose texts may hold commas."""
        value = self.values.get(key)
        if isinstance(value, str) and f"{key}_path" not in self:
            return [value]
        return self.words(key)

    def words(self, key: str, default: list[str] | None = None) -> list[str] | None:
        """Returns the lines of the file that `key_path` names, comments left out, or the list `key`.

        Raises IllegalArgumentError. Source: Elasticsearch's Analysis.getWordList.
        """
        path = self.text(f"{key}_path")
        if path is None:
            return self.texts(key, default)
        lines = self._resources.lines(path, f"{key}_path")
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def set_of_words(self, key: str) -> list[str] | None:
        """The same, but the list goes before the file. Source: Elasticsearch's Analysis.parseWords."""
        return self.texts(key) if key in self else self.words(key)
