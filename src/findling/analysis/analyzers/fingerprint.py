"""The `fingerprint` analyzer."""

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
from findling.analysis.token_filters.asciifolding import AsciiFoldingFilter
from findling.analysis.token_filters.fingerprint import FingerprintFilter
from findling.analysis.token_filters.lowercase import LowercaseFilter
from findling.analysis.token_filters.stop import StopFilter
from findling.analysis.tokenizers.standard import StandardTokenizer


@register("analyzer", "fingerprint")
def fingerprint_analyzer(params: Params, registry: object) -> Analyzer:
    """separator: a blank; max_output_size: 255; stopwords, stopwords_path: `_none_`."""
    separator = str(params.values.get("separator", " "))[:1]
    filters = [
        LowercaseFilter(),
        AsciiFoldingFilter(),
        StopFilter(stop_words(params, "_none_")),
        FingerprintFilter(separator, params.integer("max_output_size", 255)),
    ]
    return Analyzer(params.name, StandardTokenizer(), filters)
