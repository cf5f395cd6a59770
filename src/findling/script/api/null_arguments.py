"""Which arguments may not be null, and what Java says of one that is.

The data is what OpenSearch 3.8 on Java 25 answered when each argument of each method was null.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from findling.script.faults import null_pointer


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, str | None]]]:
    """Returns class -> method, as `static parse/1` -> place of the argument -> message."""
    text = resources.files("findling.script.api").joinpath("data/null_arguments.json").read_text(encoding="utf-8")
    table: Mapping[str, Mapping[str, Mapping[str, str | None]]] = json.loads(text)
    return table


def refusing_null(function: Callable[..., Any], class_name: str, method: str, receivers: int) -> Callable[..., Any]:
    """Returns the same, which throws a NullPointerException for an argument that may not be null.

    receivers: how many arguments stand before those of the method
    """
    found = _table().get(class_name, {}).get(method)
    if not found:
        return function
    refused = [(int(place) + receivers, message) for place, message in found.items()]

    def run(*arguments: Any) -> Any:
        for place, message in refused:
            if arguments[place] is None:
                raise null_pointer(message)
        return function(*arguments)

    return run
