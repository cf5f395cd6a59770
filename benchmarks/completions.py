"""Completions: python -m benchmarks.completions [--inputs N] [--opensearch URL]. Beginnings of one to six letters.

Inputs of one to three made-up words, each with a weight of its own, so that the best are the same everywhere.
"""

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.beside import Corpus, Json, Row, compare, options_of

RUNS = 60
FIELDS = {"name": {"type": "completion", "analyzer": "keyword"}}
_SYLLABLES = [first + second for first in "bcdfghklmnprst" for second in "aeiou"]
_KINDS: dict[str, dict[str, Any]] = {
    "one letter": {"letters": 1},
    "two letters": {"letters": 2},
    "six letters": {"letters": 6},
    "three letters, one fault": {"letters": 3, "fuzzy": {"fuzziness": 1}},
}


def word(drawn: random.Random) -> str:
    """Returns a word of two to four syllables."""
    return "".join(drawn.choices(_SYLLABLES, k=drawn.randint(2, 4)))


def lines(inputs: int) -> Iterator[Json]:
    """Yields documents with one input each."""
    drawn = random.Random(1)
    weights = random.Random(2).sample(range(1, 4 * inputs), inputs)
    for number, weight in enumerate(weights):
        yield {"index": {"_id": str(number)}}
        text = " ".join(word(drawn) for _ in range(drawn.randint(1, 3)))
        yield {"name": {"input": text, "weight": weight}}


def shown(answer: Any) -> list[tuple[str, float]]:
    """Returns the suggestions with what they weigh."""
    return [(one["text"], one["_score"]) for one in answer["suggest"]["s"][0]["options"]]


def rows() -> Iterator[tuple[str, Row]]:
    """Yields the searches."""
    for label, wanted in _KINDS.items():
        drawn = random.Random(3)
        options = {"field": "name", **{name: value for name, value in wanted.items() if name != "letters"}}
        prefixes = [word(drawn)[: wanted["letters"]] for _ in range(RUNS)]
        bodies = [{"suggest": {"s": {"prefix": prefix, "completion": options}}, "size": 0} for prefix in prefixes]
        yield f"completion, {label}", Row("completions", bodies, shown)


def main() -> None:
    options = options_of(__doc__, ("inputs", 1_000_000))
    compare({"completions": Corpus(FIELDS, lambda: lines(options.inputs))}, rows(), options.opensearch)


if __name__ == "__main__":
    main()
