"""`similarity` and `similarity_weight`: the score of a term in a document, for scripted similarities."""

from dataclasses import dataclass
from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.context import Context
from findling.script.doc_values.values import method
from findling.script.types import DOUBLE, FLOAT, INT, LONG, Type, class_type


@dataclass(frozen=True, slots=True)
class QueryPart:
    """boost: of the query."""

    boost: float


@dataclass(frozen=True, slots=True)
class FieldPart:
    """Statistics of the field, over the shard; sum_total_term_freq: -1 where it is not known."""

    doc_count: int
    sum_doc_freq: int
    sum_total_term_freq: int


@dataclass(frozen=True, slots=True)
class TermPart:
    """Statistics of the term, over the shard."""

    doc_freq: int
    total_term_freq: int


@dataclass(slots=True)
class DocPart:
    """Length of the field and frequency of the term in one document."""

    length: int
    freq: float


_PREFIX: Final = "org.elasticsearch.index.similarity.ScriptedSimilarity."


def _class(name: str, python: type, **getters: tuple[Type, Any]) -> ClassInfo:
    return ClassInfo(
        class_type(_PREFIX + name),
        methods={(getter, 0): method(*given) for getter, given in getters.items()},
        python_classes=(python,),
    )


_CLASSES: Final = (
    _class("Query", QueryPart, getBoost=(FLOAT, lambda part: part.boost)),
    _class(
        "Field",
        FieldPart,
        getDocCount=(LONG, lambda part: part.doc_count),
        getSumDocFreq=(LONG, lambda part: part.sum_doc_freq),
        getSumTotalTermFreq=(LONG, lambda part: part.sum_total_term_freq),
    ),
    _class(
        "Term",
        TermPart,
        getDocFreq=(LONG, lambda part: part.doc_freq),
        getTotalTermFreq=(LONG, lambda part: part.total_term_freq),
    ),
    _class("Doc", DocPart, getLength=(INT, lambda part: part.length), getFreq=(FLOAT, lambda part: part.freq)),
)
_QUERY, _FIELD, _TERM, _DOC = (each.of for each in _CLASSES)
_OF_TERM: Final = {"query": _QUERY, "field": _FIELD, "term": _TERM}
SIMILARITY: Final = Context("similarity", DOUBLE, {"weight": DOUBLE, **_OF_TERM, "doc": _DOC}, _CLASSES)
WEIGHT: Final = Context("similarity_weight", DOUBLE, _OF_TERM, _CLASSES)
