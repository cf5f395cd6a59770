"""Scores by chance that stay the same for a seed.

Source: Elasticsearch's ScoreScriptUtils.RandomScoreField and RandomScoreDoc.
"""

from typing import Final

from findling.base.score_arithmetic import chance, salted_seed
from findling.kernels.columns.murmur3 import hash_strings
from findling.script.api.objects import to_text
from findling.script.context import Function
from findling.script.faults import illegal_argument
from findling.script.scoring.surroundings import SCORING, Surroundings
from findling.script.types import DOUBLE, INT, STRING


def _score(here: Surroundings, seed: int, text: str) -> float:
    hashed = hash_strings([text.encode()], salted_seed(seed, here.index, here.shard))
    return float(chance(hashed)[0])


def of_document(here: Surroundings, seed: int) -> float:
    """Returns the score of a document by its number in the shard."""
    return _score(here, seed, str(here.doc_id))


def of_field(here: Surroundings, seed: int, field: str) -> float:
    """Returns the score of a document by the first value of a field. Raises JavaError."""
    values = here.values_of(field)
    if values is None:
        raise illegal_argument(f"No field found for [{field}] in mapping")
    return _score(here, seed, to_text(values.at(0)))


RANDOM_FUNCTIONS: Final = {
    ("randomScore", 1): Function((INT,), DOUBLE, of_document, SCORING),
    ("randomScore", 2): Function((INT, STRING), DOUBLE, of_field, SCORING),
}
