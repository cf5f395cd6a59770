"""Paths of documents, as URLs write them, and as Rego does."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

from findling.base.json_values import json_text

_NAME: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_KEYWORDS: Final = frozenset({
    "as", "default", "else", "false", "import", "package", "not", "null", "true", "with", "some", "in", "if", "every",
    "contains",
})  # fmt: skip


def parse_path(text: str) -> list[str]:
    """Returns the parts of a path such as "a/b%2Fc"."""
    return [unquote(part) for part in text.split("/") if part]


def reference(path: Sequence[str]) -> str:
    """Returns a path as Rego writes it below `data`, such as `a["b/c"][0]`. Raises ValueError if it has a quote."""
    written = ""
    for part in path:
        if '"' in part:
            raise ValueError(f"invalid ref term '{part}'")
        if part.isascii() and part.isdigit():
            written += f"[{part}]"
        elif is_name(part):
            written += f".{part}" if written else part
        else:
            written += f"[{json_text(part).decode()}]"
    return written


def is_name(part: str) -> bool:
    """Whether a part can be written without quotes."""
    return _NAME.fullmatch(part) is not None and part not in _KEYWORDS
