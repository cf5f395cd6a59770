"""The Python functions that endpoints may call: only those that whoever runs the server has named.

They come from the entry points of installed packages (group `findling.inference`), from the configuration
(`inference_functions: name=module:function, ...`) and, inside a process, from `register_function`. No request can name
a module.
"""

from __future__ import annotations

import importlib
from importlib.metadata import entry_points
from typing import Final

from findling.inference.errors import InferenceError
from findling.inference.provider import Provider

GROUP: Final = "findling.inference"
_REGISTERED: Final[dict[str, Provider]] = {}


def register_function(name: str, function: Provider) -> None:
    """Makes a function callable by endpoints under a name."""
    _REGISTERED[name] = function


def configure(text: str) -> None:
    """Registers functions that a configuration names: `name=module:function`, with commas. Raises ValueError."""
    for entry in filter(None, map(str.strip, text.split(","))):
        name, _, place = entry.partition("=")
        module, _, attribute = place.strip().partition(":")
        if not (name.strip() and module and attribute):
            raise ValueError(f"inference functions are name=module:function, not {entry!r}")
        register_function(name.strip(), vars(importlib.import_module(module))[attribute])


def find_function(name: str) -> Provider:
    """Returns the function of a name. Raises InferenceError if nobody registered one."""
    if name not in _REGISTERED:
        for entry in entry_points(group=GROUP, name=name):
            register_function(name, entry.load())
    if name not in _REGISTERED:
        raise InferenceError(f"No inference function [{name}] is registered")
    return _REGISTERED[name]
