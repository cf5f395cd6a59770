"""The char filters. Each module registers what it holds by name; importing the package registers all."""

from findling.analysis.char_filters import (
    html_strip,
    mapping,
    pattern_replace,
)

__all__ = [
    "html_strip",
    "mapping",
    "pattern_replace",
]
