"""How texts are written into fragments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Encoder = Callable[[str], str]

_HTML: Final = str.maketrans({'"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#x27;", "/": "&#x2F;"})


def html(text: str) -> str:
    """Returns a text with the characters that mean something in HTML as entities."""
    return text.translate(_HTML)


def plain(text: str) -> str:
    """Returns a text as it is."""
    return text


def encoder_of(name: str) -> Encoder:
    """Returns the encoder of a name; any name but `html` is that of none."""
    return html if name == "html" else plain
