"""Imports every component, which registers it, and passes on the tables of the catalogue."""

from findling.analysis import analyzers, char_filters, token_filters, tokenizers
from findling.analysis.catalogue import FACTORIES, PRECONFIGURED

PACKAGES = (analyzers, char_filters, token_filters, tokenizers)

__all__ = ["FACTORIES", "PACKAGES", "PRECONFIGURED"]
