"""The limits of n-grams and shingles, with Elasticsearch's errors."""

from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry


def check_gram_lengths(shortest: int, longest: int) -> None:
    """Raises IllegalArgumentError if the lengths make no grams."""
    if shortest < 1:
        raise IllegalArgumentError("minGram must be greater than zero")
    if shortest > longest:
        raise IllegalArgumentError("minGram must not be greater than maxGram")


def limit(registry: "AnalysisRegistry", name: str, default: int) -> int:
    """Returns an index setting that limits analysis."""
    return int(registry.settings.get(f"index.{name}", default))


def check_ngram_difference(shortest: int, longest: int, registry: "AnalysisRegistry") -> None:
    """Raises IllegalArgumentError if the lengths differ by more than `index.max_ngram_diff`."""
    most = limit(registry, "max_ngram_diff", 1)
    if longest - shortest > most:
        raise IllegalArgumentError(
            "The difference between max_gram and min_gram in NGram Tokenizer must be less than or equal to: "
            f"[{most}] but was [{longest - shortest}]. This limit can be set by changing the [index.max_ngram_diff] "
            "index level setting."
        )


def check_shingle_difference(shortest: int, longest: int, unigrams: bool, registry: "AnalysisRegistry") -> None:
    """Raises IllegalArgumentError if the sizes differ by more than `index.max_shingle_diff`."""
    most = limit(registry, "max_shingle_diff", 3)
    difference = longest - shortest + (1 if unigrams else 0)
    if difference > most:
        raise IllegalArgumentError(
            "In Shingle TokenFilter the difference between max_shingle_size and min_shingle_size (and +1 if outputting "
            f"unigrams) must be less than or equal to: [{most}] but was [{difference}]. This limit can be set by "
            "changing the [index.max_shingle_diff] index level setting."
        )
