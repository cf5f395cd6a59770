"""Settings of the index that keeps users, roles and keys, as far as they may be changed; none has effect here."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from findling.security.records import Records

_KIND: Final = "settings"
_NAME: Final = "security"
_DEFAULTS: Final = {
    "auto_expand_replicas": "0-1",
    "number_of_replicas": "0",
    "routing.allocation.include._tier_preference": "data_hot,data_content",
}


class IndexSettings:
    """What was changed."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def put(self, changes: Mapping[str, str | None]) -> None:
        """Changes settings; None takes one back."""
        given = {**self._given(), **changes}
        kept = {name: value for name, value in given.items() if value is not None}
        self._records.put(_KIND, _NAME, {"settings": orjson.dumps(kept).decode()})

    def _given(self) -> dict[str, Any]:
        record = self._records.get(_KIND, _NAME)
        return {} if record is None else dict(orjson.loads(record["settings"]))

    def shown(self) -> dict[str, Any]:
        """Returns all of them, one within the other."""
        shown: dict[str, Any] = {}
        for name, value in {**_DEFAULTS, **self._given()}.items():
            *outer, last = name.split(".")
            inner = shown
            for part in outer:
                inner = inner.setdefault(part, {})
            inner[last] = value
        return shown
