"""The indices: fields that have every structure a segment may hold."""

from typing import Any, Final

# segments are merged when the filling says so, and documents are searchable when it says so
QUIET: Final[dict[str, Any]] = {"index.refresh_interval": "-1", "index.merge.policy.floor_segment": "1b"}

_LEAF_TYPES: Final = [
    "binary",
    "boolean",
    "byte",
    "short",
    "integer",
    "long",
    "float",
    "double",
    "half_float",
    "unsigned_long",
    "date",
    "date_nanos",
    "ip",
    "keyword",
    "wildcard",
    "version",
    "geo_point",
    "geo_shape",
    "shape",
    "point",
    "integer_range",
    "long_range",
    "float_range",
    "double_range",
    "date_range",
    "ip_range",
    "match_only_text",
    "search_as_you_type",
    "flattened",
    "rank_feature",
    "rank_features",
    "sparse_vector",
]

KINDS: Final[dict[str, Any]] = {
    "settings": {**QUIET, "index.number_of_shards": 2, "index.analysis.analyzer.plain.type": "whitespace"},
    "mappings": {
        "runtime": {
            "doubled": {"type": "long", "script": "if (doc['integer'].size() > 0) emit(doc['integer'].value * 2)"}
        },
        "properties": {
            **{name: {"type": name} for name in _LEAF_TYPES},
            "text": {"type": "text", "term_vector": "with_positions_offsets", "fields": {"raw": {"type": "keyword"}}},
            "offsets": {"type": "text", "index_options": "offsets", "analyzer": "plain"},
            "freqs": {"type": "text", "index_options": "freqs", "norms": False},
            "docs": {"type": "text", "index_options": "docs", "fielddata": True},
            "tags": {"type": "keyword"},
            "hidden": {"type": "keyword", "index": False},
            "numbers": {"type": "long"},
            "scaled": {"type": "scaled_float", "scaling_factor": 100},
            "same": {"type": "constant_keyword", "value": "same"},
            "count": {"type": "token_count", "analyzer": "standard"},
            "suggest": {"type": "completion", "contexts": [{"name": "colour", "type": "category"}]},
            "parts": {"type": "nested", "properties": {"name": {"type": "keyword"}, "n": {"type": "integer"}}},
            "relation": {"type": "join", "relations": {"parent": "child"}},
            "query": {"type": "percolator"},
            "vector": {"type": "dense_vector", "dims": 4, "similarity": "cosine", "index_options": {"type": "flat"}},
            "bytes": {"type": "dense_vector", "dims": 4, "element_type": "byte", "similarity": "dot_product"},
            "bits": {"type": "dense_vector", "dims": 16, "element_type": "bit"},
            "many": {"type": "rank_vectors", "dims": 2},
        },
    },
}

SORTED: Final[dict[str, Any]] = {
    "settings": {**QUIET, "index.sort.field": ["points", "player"], "index.sort.order": ["desc", "asc"]},
    "mappings": {"properties": {"points": {"type": "integer"}, "player": {"type": "keyword"}}},
}

SYNTHETIC: Final[dict[str, Any]] = {
    "settings": {**QUIET, "index.mapping.source.mode": "synthetic"},
    "mappings": {
        "properties": {
            "title": {"type": "text", "store": True},
            "tag": {"type": "keyword"},
            "n": {"type": "long"},
        }
    },
}

GRAPH_ROWS: Final = 10_100
"""From 10,000 vectors on a merged segment has a graph."""
GRAPH: Final[dict[str, Any]] = {
    "settings": QUIET,
    "mappings": {
        "properties": {
            "near": {
                "type": "dense_vector",
                "dims": 2,
                "similarity": "l2_norm",
                "index_options": {"type": "int8_hnsw", "m": 2, "ef_construction": 10},
            }
        }
    },
}

MEANING: Final[dict[str, Any]] = {
    "settings": QUIET,
    "mappings": {"properties": {"body": {"type": "semantic_text", "inference_id": "letters"}}},
}

PACKED: Final[dict[str, Any]] = {
    "settings": {**QUIET, "index.sort.field": "n"},
    "mappings": {"properties": {"message": {"type": "text"}, "n": {"type": "double"}}},
}

INDICES: Final = {"packed": PACKED, "kinds": KINDS, "sorted": SORTED, "synthetic": SYNTHETIC, "meaning": MEANING}
"""Without `graph`, which takes the time of ten thousand documents."""
