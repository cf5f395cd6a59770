"""An index with vectors of every kind, and searches of them."""

import random
from typing import Any, Final

KINDS: Final = ("hnsw", "int8_hnsw", "int4_hnsw", "flat", "int8_flat", "int4_flat")
SIMILARITIES: Final = ("cosine", "dot_product", "l2_norm", "max_inner_product")
DIMS: Final = 12
COUNT: Final = 47
Json = dict[str, Any]


def _numbers(source: random.Random, n: int, unit: bool = False) -> list[float]:
    numbers = [round(source.gauss(0.1, 1), 3) for _ in range(n)]
    length = sum(number * number for number in numbers) ** 0.5
    return [number / length for number in numbers] if unit else numbers


def mapping() -> Json:
    # all dimensions are told: fields that come to have them in the middle of a bulk request begin another segment
    properties: Json = {"tag": {"type": "keyword"}, "title": {"type": "text"}}
    for kind in KINDS:
        for similarity in SIMILARITIES:
            properties[f"{kind}_{similarity}"] = _dense(similarity, {"type": kind})
    for similarity in SIMILARITIES:
        properties[f"byte_{similarity}"] = {
            "type": "dense_vector",
            "element_type": "byte",
            "dims": 5,
            "similarity": similarity,
        }
    properties["bits"] = {"type": "dense_vector", "element_type": "bit", "dims": 24}
    properties["default"] = {"type": "dense_vector", "dims": DIMS}
    properties["wide"] = {"type": "dense_vector", "dims": 400}
    properties["span"] = _dense("dot_product", {"type": "int8_flat", "confidence_interval": 1.0})
    properties["trial"] = _dense("l2_norm", {"type": "int8_hnsw", "confidence_interval": 0})
    properties["again"] = _dense("cosine", {"type": "int4_flat", "rescore_vector": {"oversample": 4.0}})
    properties["tokens"] = {"type": "sparse_vector"}
    properties["hidden"] = {"type": "dense_vector", "dims": DIMS, "index": False}
    inner = {"kind": {"type": "keyword"}, "v": _dense("l2_norm", {"type": "flat"})}
    properties["parts"] = {"type": "nested", "properties": inner}
    return {"properties": properties}


def _dense(similarity: str, options: Json) -> Json:
    return {"type": "dense_vector", "dims": DIMS, "similarity": similarity, "index_options": options}


def documents() -> list[Json]:
    source, other = random.Random(11), random.Random(13)
    return [{**_document(source), "tokens": _tokens(other)} for _ in range(COUNT)]


def _tokens(source: random.Random) -> dict[str, float]:
    """Returns weights of tokens, of which the first is in nearly all documents."""
    shares = [0.95, *[0.15] * 25]
    return {f"t{n}": round(source.uniform(0.1, 4), 2) for n, share in enumerate(shares) if source.random() < share}


def _document(source: random.Random) -> Json:
    document: Json = {"tag": source.choice("abc"), "title": " ".join(source.choices(["red", "green", "blue"], k=2))}
    numbers, unit = _numbers(source, DIMS), _numbers(source, DIMS, unit=True)
    for name, field in mapping()["properties"].items():
        if field["type"] != "dense_vector" or source.random() < 0.1:
            continue
        if field.get("element_type") == "byte":
            document[name] = [source.randint(-128, 127) for _ in range(5)]
        elif name == "bits":
            document[name] = [source.randint(-128, 127) for _ in range(3)]
        elif name == "wide":
            document[name] = _numbers(source, 400)
        else:
            document[name] = unit if field.get("similarity") == "dot_product" else numbers
    parts = range(source.randint(0, 3))
    document["parts"] = [{"kind": source.choice("xy"), "v": _numbers(source, DIMS)} for _ in parts]
    return document


def bodies() -> list[Json]:
    """Returns the bodies of all searches."""
    source = random.Random(12)
    vector, unit = _numbers(source, DIMS), _numbers(source, DIMS, unit=True)
    found = [_of_field(name, field, vector, unit, source) for name, field in mapping()["properties"].items()]
    plain = {"field": "flat_cosine", "query_vector": vector, "k": 5}
    all_of = {**plain, "k": COUNT, "num_candidates": 100}
    found += [{"query": query, "size": COUNT} for query in _queries(plain, all_of, vector, unit)]
    found += _sections(plain, all_of, unit)
    found += [{"query": {"sparse_vector": {"field": "tokens", **body}}, "size": COUNT} for body in _sparse()]
    found += [{"query": {"term": {"tokens": "t3"}}}, {"query": {"terms": {"tokens": ["t3", "t0"]}}}]
    found += [{"query": {"knn": body}} for body in _faults(plain)]
    found += [{"knn": body} for body in _faults(plain)]
    return [{"_source": False, **body} for body in found if body]


def _of_field(name: str, field: Json, vector: list[float], unit: list[float], source: random.Random) -> Json:
    """Returns the search for all documents with a field in order of their nearness, which no graph has a say in."""
    chosen: Any = unit if field.get("similarity") == "dot_product" else vector
    if field.get("element_type") == "byte":
        chosen = [3, -40, 17, 90, -2]
    if name == "bits":
        chosen = "55aa0f"
    if name == "wide":
        chosen = _numbers(source, 400)
    if field["type"] != "dense_vector":
        return {}
    body = {"field": name, "query_vector": chosen, "k": COUNT, "num_candidates": 200}
    return {"query": {"knn": body}, "size": COUNT}


def _queries(plain: Json, all_of: Json, vector: list[float], unit: list[float]) -> list[Json]:
    similar = {"flat_l2_norm": 4.5, "flat_cosine": 0.1, "flat_max_inner_product": -1.5, "int8_flat_l2_norm": 4.0}
    more: Json = {"byte_max_inner_product": 500, "byte_dot_product": 1000, "byte_cosine": 0.2, "byte_l2_norm": 250}
    found: list[Json] = [
        {"knn": {**all_of, "field": name, "similarity": least, "boost": 2}} for name, least in similar.items()
    ]
    for name, least in more.items():
        found.append({"knn": {**all_of, "field": name, "query_vector": [3, -40, 17, 90, -2], "similarity": least}})
    found += [
        {"knn": {**all_of, "field": "bits", "query_vector": [1, 2, 3], "similarity": 11}},
        {"knn": {**all_of, "field": "flat_dot_product", "query_vector": unit, "similarity": 0.15}},
        {"knn": {**plain, "filter": {"term": {"tag": "a"}}}},
        {"knn": {**plain, "filter": [{"term": {"tag": "b"}}, {"match": {"title": "red"}}], "_name": "mine"}},
        {"knn": {**all_of, "rescore_vector": {"oversample": 2}, "field": "int8_flat_cosine"}},
        {"knn": {**all_of, "rescore_vector": {"oversample": 0}, "field": "again"}},
        {
            "knn": {
                **plain,
                "field": "int4_flat_l2_norm",
                "k": 3,
                "num_candidates": 40,
                "rescore_vector": {"oversample": 5},
            }
        },
        {"bool": {"must": [{"knn": plain}], "filter": [{"term": {"tag": "a"}}]}},
        {"bool": {"should": [{"knn": plain}, {"match": {"title": "blue"}}]}},
        {"bool": {"must_not": [{"knn": plain}]}},
        {"constant_score": {"filter": {"knn": plain}, "boost": 3}},
        {"knn": {**plain, "field": "parts.v"}},
    ]
    part = {**plain, "field": "parts.v", "k": 10, "num_candidates": 100}
    for inner in (part, {**part, "filter": {"term": {"tag": "a"}}}, {**part, "filter": {"term": {"parts.kind": "x"}}}):
        found.append({"nested": {"path": "parts", "query": {"knn": inner}}})
    return found


def _sections(plain: Json, all_of: Json, unit: list[float]) -> list[Json]:
    other = {**plain, "field": "flat_dot_product", "query_vector": unit, "k": 7}
    part = {**plain, "field": "parts.v", "num_candidates": 100}
    return [
        {"knn": plain},
        {"knn": [plain, other]},
        {"knn": [plain, plain], "size": 2},
        {"knn": plain, "query": {"match": {"title": "green"}}},
        {
            "knn": [other, {**plain, "boost": 0.3, "_name": "near"}],
            "query": {"term": {"tag": "c"}},
        },
        {"knn": plain, "aggs": {"tags": {"terms": {"field": "tag"}}}, "size": 0},
        {"knn": plain, "post_filter": {"term": {"tag": "a"}}},
        {"knn": plain, "sort": [{"tag": "desc"}, "_doc"], "track_scores": True},
        {"knn": plain, "min_score": 0.75, "from": 1, "size": 3},
        {"knn": {**plain, "filter": {"term": {"tag": "b"}}, "similarity": 0.2}, "size": 3},
        {"knn": {"field": "flat_cosine", "query_vector": plain["query_vector"]}, "size": 4},
        {"knn": {**all_of, "field": "flat_l2_norm", "boost": 0}},
        {"knn": part},
        {"knn": {**part, "filter": {"term": {"tag": "a"}}}},
        {"knn": {**part, "filter": {"nested": {"path": "parts", "query": {"term": {"parts.kind": "x"}}}}}},
        {"knn": {**plain, "field": "missing"}, "query": {"match_all": {}}, "size": 2},
        {"knn": {**plain, "k": 3}, "query": {"knn": {**plain, "k": 2}}},
    ]


def _sparse() -> list[Json]:
    light = {"query_vector": {"t0": 0.2, "t1": 1.5, "t2": 0.9, "none": 3}}
    changes: list[Json] = [
        {}, {"prune": False}, {"prune": True, "boost": 2.5}, {"prune": False, "pruning_config": {}},
        {"pruning_config": {"tokens_freq_ratio_threshold": 1, "tokens_weight_threshold": 0.9}},
        {"pruning_config": {"tokens_freq_ratio_threshold": 2, "only_score_pruned_tokens": True}},
        {"query_vector": {"t0": 1}, "_name": "mine"}, {"query_vector": {}}, {"query_vector": {"t0": -1}},
        {"query_vector": {"t0": "1"}}, {"query_vector": {"t0": [1, {"a": None}]}}, {"query_vector": [1]},
        {"field": "tag"}, {"field": "none"}, {"field": 1}, {"prune": "x"}, {"no_such": 1}, {"_name": 1},
        {"pruning_config": {"tokens_freq_ratio_threshold": 0}}, {"pruning_config": {"tokens_weight_threshold": 2}},
        {"pruning_config": {"other": 1}}, {"pruning_config": 3}, {"boost": "x"}, {"query": "words"},
    ]  # fmt: skip
    return [{**light, **change} for change in changes] + [{"query": "words"}, {}]


def _faults(plain: Json) -> list[Json]:
    vector = plain["query_vector"]
    changes: list[Json] = [
        {"k": 0}, {"k": 5, "num_candidates": 4}, {"num_candidates": 10_001}, {"k": "x"}, {"k": None}, {"field": "tag"},
        {"field": "hidden"}, {"field": 1}, {"query_vector": vector[1:]}, {"query_vector": []}, {"query_vector": "abc"},
        {"query_vector": "zz"}, {"query_vector": {"a": 1}}, {"query_vector": None}, {"query_vector": [0] * DIMS},
        {"query_vector": [1e39, *vector[1:]]}, {"query_vector": ["NaN", *vector[1:]]}, {"query_vector": 3},
        {"field": "byte_cosine", "query_vector": [1, 2, 3, 4, 5.5]}, {"filter": "x"}, {"filter": {"no_query": {}}},
        {"field": "byte_cosine", "query_vector": [1, 2, 3, 4, 128]}, {"similarity": "x"}, {"boost": "x"},
        {"field": "byte_cosine", "query_vector": [0, 0, 0, 0, 0]}, {"field": "bits", "query_vector": [1, 2]},
        {"field": "flat_dot_product"}, {"rescore_vector": {"oversample": 0.5}}, {"rescore_vector": {"times": 1}},
        {"rescore_vector": 2}, {"no_such": 1}, {"_name": 1},
    ]  # fmt: skip
    return [{**plain, **change} for change in changes] + [{"field": "flat_cosine"}, {"query_vector": vector}, {}]
