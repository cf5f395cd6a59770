"""Imports every component, which registers it, and passes on the tables of the catalogue."""

from findling.analysis.analyzers import basic, custom, english
from findling.analysis.catalogue import FACTORIES, PRECONFIGURED
from findling.analysis.token_filters import keyword_marker, lowercase, stemming, stop, uppercase
from findling.analysis.tokenizers import keyword, runs, standard
from findling.analysis.tokenizers import lowercase as lowercase_tokenizer

COMPONENTS = (
    *(basic, custom, english),
    *(keyword, lowercase_tokenizer, runs, standard),
    *(keyword_marker, lowercase, stemming, stop, uppercase),
)

__all__ = ["COMPONENTS", "FACTORIES", "PRECONFIGURED"]
