"""Prints tokens per second of CPU time for every built-in analyzer.

Usage: python -m benchmarks.analysis_speed [millions of characters, default 2]

The text is English prose, made of words that are as frequent as Zipf's law says, in values of 100 words: what bulk
indexing hands to analysis. Each analyzer runs once to warm up and then three times; the best time counts.
"""

import sys
import time
from collections.abc import Sequence

import numpy as np

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import PRECONFIGURED
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import FindlingError

SYLLABLES = ("con", "ta", "ri", "ment", "er", "ing", "s", "lo", "pre", "ver", "un", "ed", "ation", "ly", "mo", "de")
FREQUENT = ("the", "of", "and", "a", "to", "in", "is", "that", "it", "was", "for", "on", "are", "as", "with", "be")
N_WORDS = 50_000
WORDS_PER_VALUE = 100
RUNS = 3


def vocabulary(random: np.random.Generator) -> list[str]:
    """Returns words, the most frequent first; some with capitals, apostrophes and commas."""
    sizes = random.integers(1, 5, N_WORDS)
    words = ["".join(random.choice(SYLLABLES, size)) for size in sizes]
    for place in range(0, N_WORDS, 11):
        words[place] = words[place].capitalize()
    for place in range(0, N_WORDS, 97):
        words[place] += "'s"
    for place in range(0, N_WORDS, 13):
        words[place] += ","
    return [*FREQUENT, *words]


def texts(n_characters: int) -> list[str]:
    """Returns values of about so many characters together; the same ones each time."""
    random = np.random.default_rng(7)
    words = np.array(vocabulary(random), object)
    average = 7
    numbers = np.minimum(random.zipf(1.3, n_characters // average), len(words)) - 1
    drawn = words[numbers].tolist()
    return [" ".join(drawn[at : at + WORDS_PER_VALUE]) for at in range(0, len(drawn), WORDS_PER_VALUE)]


def speed(analyzer: Analyzer, values: Sequence[str]) -> tuple[int, float]:
    """Returns (tokens that the tokenizer finds, those per second of CPU time) of the best run of the whole chain."""
    n_tokens = analyzer.tokens(values).n_tokens
    analyzer.tokenize(values)
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        analyzer.tokenize(values)
        best = min(best, time.process_time() - start)
    return n_tokens, n_tokens / best


def main(millions: float) -> None:
    """Prints a line per analyzer."""
    values = texts(int(millions * 1e6))
    registry = AnalysisRegistry.from_settings()
    print(f"{len(values):,} values, {sum(map(len, values)):,} characters")
    for name in sorted(PRECONFIGURED["analyzer"]):
        try:
            n_tokens, rate = speed(registry.analyzer(name), values)
        except FindlingError as error:
            print(f"{name:14} {error}")
            continue
        print(f"{name:14} {n_tokens:>10,} tokens {rate / 1e6:8.2f} million tokens/s")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2)
