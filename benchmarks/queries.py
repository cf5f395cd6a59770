"""The kinds of queries and what they look like in the query DSL."""

from dataclasses import dataclass
from typing import Any, Final

from benchmarks.aggregations import AGGREGATIONS
from benchmarks.corpus import TEXT_FIELD

FIELDS: Final = ("name", TEXT_FIELD)
"""The fields of queries over two fields."""
TIE_BREAKER: Final = 0.3
SLOP: Final = 4
"""How many positions may be between the words of span_near and intervals."""
_ALL_MODES: Final = ("TOP_10", "TOP_100", "TOP_10_COUNT", "COUNT")
# TOP_10_IDS: every engine tells the ids of the hits, as Findling always does
_AND_IDS: Final = (*_ALL_MODES, "TOP_10_IDS")
MODES_OF: Final = {
    "term": _AND_IDS,
    "or_2": _AND_IDS,
    "or_3": _AND_IDS,
    "or_4": _AND_IDS,
    "and_2": _AND_IDS,
    "and_3": _AND_IDS,
    "phrase_2": _ALL_MODES,
    "phrase_3": _ALL_MODES,
    "near_2": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "ordered_2": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "negated": _ALL_MODES,
    "prefix": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "wildcard": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "fuzzy1": ("TOP_10", "TOP_10_COUNT"),
    "fuzzy2": ("TOP_10", "TOP_10_COUNT"),
    "range": ("TOP_10_COUNT", "COUNT"),
    "filtered": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "sorted": ("TOP_10", "TOP_10_COUNT"),
    "dismax": ("TOP_10", "TOP_100", "TOP_10_COUNT"),
    "multimatch_2": ("TOP_10", "TOP_100", "TOP_10_COUNT"),
    "multimatch_3": ("TOP_10", "TOP_100", "TOP_10_COUNT"),
    "regexp": ("TOP_10", "TOP_10_COUNT", "COUNT"),
    "fetch": ("TOP_10",),
}
_SIZES: Final = {"TOP_10": 10, "TOP_100": 100, "TOP_10_COUNT": 10, "TOP_10_IDS": 10, "COUNT": 0, "AGG": 0}


@dataclass(frozen=True)
class BenchmarkQuery:
    """One query in one mode.

    kind: a key of MODES_OF, or "all" for aggregations over everything
    words: terms of the text field, or what the kind takes
    aggregation: a key of AGGREGATIONS in mode AGG, else ""
    """

    number: int
    kind: str
    mode: str
    words: tuple[str, ...]
    aggregation: str = ""

    @property
    def group(self) -> str:
        """The row of the table that the query belongs to."""
        if self.mode != "AGG":
            return f"{self.kind.partition('_')[0]} {self.mode}"
        return f"{self.aggregation}, {'no query' if self.kind == 'all' else 'with a query'}"

    def line(self) -> str:
        """Returns the query as lucene/Call.java reads it."""
        return "\t".join([str(self.number), self.kind, self.mode, self.aggregation, *self.words])

    def body(self) -> dict[str, Any]:
        """Returns the body of the search request."""
        body: dict[str, Any] = {"size": _SIZES[self.mode], "_source": self.kind == "fetch"}
        if self.kind != "all":
            body["query"] = query_body(self.kind.partition("_")[0], self.words)
        body["track_total_hits"] = self.mode not in ("TOP_10", "TOP_100", "TOP_10_IDS", "AGG")
        if self.kind == "sorted":
            body["sort"] = [{"downloads": "desc"}]
        if self.aggregation:
            body["aggs"] = {"figures": AGGREGATIONS[self.aggregation].body}
        return body


def query_body(kind: str, words: tuple[str, ...]) -> dict[str, Any]:
    """Returns a query of the query DSL."""
    text = " ".join(words)
    match kind:
        case "term" | "sorted" | "fetch":
            return {"term": {TEXT_FIELD: text}}
        case "or":
            return {"match": {TEXT_FIELD: text}}
        case "and":
            return {"match": {TEXT_FIELD: {"query": text, "operator": "and"}}}
        case "phrase":
            return {"match_phrase": {TEXT_FIELD: text}}
        case "near":
            clauses = [{"span_term": {TEXT_FIELD: word}} for word in words]
            return {"span_near": {"clauses": clauses, "slop": SLOP, "in_order": False}}
        case "ordered":
            return {"intervals": {TEXT_FIELD: {"match": {"query": text, "max_gaps": SLOP, "ordered": True}}}}
        case "negated":
            return {
                "bool": {"must": [{"term": {TEXT_FIELD: words[0]}}], "must_not": [{"term": {TEXT_FIELD: words[1]}}]}
            }
        case "prefix" | "wildcard" | "regexp":
            return {kind: {TEXT_FIELD: {"value": text}}}
        case "fuzzy1" | "fuzzy2":
            return {"fuzzy": {TEXT_FIELD: {"value": text, "fuzziness": int(kind[-1])}}}
        case "range":
            return {"range": {words[0]: {"gte": int(words[1]), "lte": int(words[2])}}}
        case "filtered":
            downloads = {"range": {"downloads": {"gte": int(words[2]), "lte": int(words[3])}}}
            filters = [{"term": {"registry": words[1]}}, downloads]
            return {"bool": {"must": [{"term": {TEXT_FIELD: words[0]}}], "filter": filters}}
        case "dismax":
            parts = [{"match": {field: text}} for field in FIELDS]
            return {"dis_max": {"queries": parts, "tie_breaker": TIE_BREAKER}}
        case "multimatch":
            return {"multi_match": {"query": text, "fields": list(FIELDS)}}
    raise ValueError(kind)
