"""Similarities: how the matches of a field score. BM25 with its two parameters, boolean, and the models of others.

Index settings define further ones by name (`index.similarity.NAME`), and `index.similarity.default` for all fields that
name none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import shown
from findling.mapping.parameters import boolean_value
from findling.mapping.scripted_similarity import read_scripted
from findling.mapping.similarity_models import MODELS, Model

K1: Final = 1.2
B: Final = 0.75
BUILT_IN: Final = ("BM25", "boolean")
LEGACY: Final = "LegacyBM25"
"""OpenSearch's name for what Elasticsearch means by BM25."""
BM25_SETTINGS: Final = ("k1", "b", "discount_overlaps")


@dataclass(frozen=True, slots=True)
class Similarity:
    """How matches of a field score.

    kind: BM25; boolean: every match scores its boost; otherwise the type of the model
    k1: how fast further occurrences of a term count less; b: how much the length of the field counts, 0 to 1
    model: what scores instead of BM25
    has_gain: whether scores of BM25 have the factor k1 + 1
    discount_overlaps: whether tokens at the position of the one before them do not count in the length of a field
    """

    kind: str = "BM25"
    k1: float = K1
    b: float = B
    model: Model | None = None
    discount_overlaps: bool = True
    has_gain: bool = True


DEFAULT: Final = Similarity()
PLAIN: Final = Similarity(has_gain=False)
BOOLEAN: Final = Similarity("boolean")


def check_similarity(name: str, definition: Mapping[str, object], has_gain: bool = True) -> Similarity:
    """Reads a similarity of the index settings; raises IllegalArgumentError for one that is wrong or not supported.

    has_gain: whether BM25 has the factor k1 + 1; where it has not, LegacyBM25 has it
    """
    if name in BUILT_IN:
        raise IllegalArgumentError(f"Cannot redefine built-in Similarity [{name}]")
    kind = definition.get("type")
    if kind is None:
        raise IllegalArgumentError(f"Similarity [{name}] must have an associated type")
    kind = str(kind)
    if kind == "scripted":
        return Similarity(kind, model=read_scripted(definition))
    if kind in MODELS:
        known, read = MODELS[kind]
        _refuse_unknown(kind, definition, known)
        return Similarity(kind, model=read(definition))
    if kind == LEGACY and not has_gain:
        return _read_bm25(definition)
    if kind not in BUILT_IN:
        raise IllegalArgumentError(f"Unknown Similarity type [{kind}] for [{name}]")
    return BOOLEAN if kind == "boolean" else replace(_read_bm25(definition), has_gain=has_gain)


def _refuse_unknown(kind: str, definition: Mapping[str, object], known: tuple[str, ...]) -> None:
    unknown = sorted(set(definition) - {"type", *known})
    if unknown:
        raise IllegalArgumentError(f"Unknown settings for similarity of type [{kind}]: [{', '.join(unknown)}]")


def _read_bm25(definition: Mapping[str, object]) -> Similarity:
    _refuse_unknown("BM25", definition, BM25_SETTINGS)
    discount_overlaps = boolean_value(definition.get("discount_overlaps", True))
    k1, b = (_number(key, definition.get(key, default)) for key, default in (("k1", K1), ("b", B)))
    if not 0 <= k1 < float("inf"):
        raise IllegalArgumentError(f"illegal k1 value: {k1}, must be a non-negative finite value")
    if not 0 <= b <= 1:
        raise IllegalArgumentError(f"illegal b value: {b}, must be between 0 and 1")
    return Similarity("BM25", k1, b, discount_overlaps=discount_overlaps)


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise IllegalArgumentError(f"Failed to parse value [{shown(value)}] for setting [{name}]") from None


def similarity_of(
    name: str | None, field: str, defined: Mapping[str, Mapping[str, Any]], has_gain: bool = True
) -> Similarity:
    """Returns the similarity of a field; raises MapperParsingError if there is none of this name.

    name: what the field says; None: the index's default
    defined: those of the index settings; has_gain: see check_similarity
    """
    wanted = name or "default"
    if wanted in defined:
        return check_similarity(wanted, defined[wanted], has_gain)
    if wanted in ("default", "BM25"):
        return DEFAULT if has_gain else PLAIN
    if wanted == LEGACY and not has_gain:
        return DEFAULT
    if wanted == "boolean":
        return BOOLEAN
    leaf = field.rpartition(".")[2]
    raise MapperParsingError(f"Unknown Similarity type [{wanted}] for field [{leaf}]")
