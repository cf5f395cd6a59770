"""Field types of Elasticsearch that Findling does not have: a mapping with one of them is refused, with the reason."""

from collections.abc import Mapping
from typing import Final

from findling.base.errors import MapperParsingError

REFUSED: Final[Mapping[str, str]] = {
    "exponential_histogram": "index the values themselves",
    "annotated_text": "it needs a plugin; use [text] and a [nested] field of annotations",
    "murmur3": "it needs a plugin; use a [cardinality] aggregation on the field itself",
    "icu_collation_keyword": "it needs a plugin; use [keyword] with a normalizer",
}


def check_supported(type_name: str, field: str) -> None:
    """Raises MapperParsingError for a type that is known but not supported."""
    if type_name in REFUSED:
        raise MapperParsingError(
            f"The mapper type [{type_name}] declared on field [{field}] is not supported: {REFUSED[type_name]}"
        )
