"""Templates of pages: `{{name}}` is a value, `{{!name}}` one that is HTML, `{{_name}}` a text of the language."""

import html
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

_PLACE: Final = re.compile(r"\{\{([!_]?)([\w-]+)\}\}")


@cache
def source(folder: Path | None, name: str) -> str:
    """Returns a template, or another file of `data/`. folder: has the operator's, which come first"""
    own = None if folder is None else folder / name
    if own is not None and own.is_file():
        return own.read_text(encoding="utf-8")
    return files("findling.identity.texts").joinpath("data", name).read_text(encoding="utf-8")


def fill(template: str, values: Mapping[str, str], texts: Mapping[str, str], escape: bool = True) -> str:
    """Returns a template with its values; those that are not there are empty. escape: false for mails"""

    def filled(found: re.Match[str]) -> str:
        mark, name = found.groups()
        text = texts.get(name, name) if mark == "_" else values.get(name, "")
        return text if mark == "!" or not escape else html.escape(text)

    return _PLACE.sub(filled, template)
