"""The built-in analyzers. Each module registers what it holds by name; importing the package registers all."""

from findling.analysis.analyzers import (
    basic,
    custom,
    english,
    fingerprint,
    languages,
    pattern,
    snowball,
)

__all__ = [
    "basic",
    "custom",
    "english",
    "fingerprint",
    "languages",
    "pattern",
    "snowball",
]
