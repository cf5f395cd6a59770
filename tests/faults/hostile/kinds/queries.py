"""Queries that are long, deep, or match in ways that explode."""

import base64
from random import Random

from tests.faults.hostile.request import HostileRequest, about, post, query, search


def ors(rng: Random) -> HostileRequest:
    return query({"query_string": {"query": " OR ".join(["a"] * about(rng, 60_000)), "default_field": "t"}})


def ors_in_all_fields(rng: Random) -> HostileRequest:
    return query({"query_string": {"query": " OR ".join(f"w{n}" for n in range(about(rng, 5_000)))}})


def brackets(rng: Random) -> HostileRequest:
    return query({"simple_query_string": {"query": "(" * about(rng, 20_000), "fields": ["t"]}})


def brackets_of_query_string(rng: Random) -> HostileRequest:
    n = about(rng, 15_000)
    return query({"query_string": {"query": "(" * n + "a" + ")" * n}})


def negations(rng: Random) -> HostileRequest:
    return query({"query_string": {"query": "NOT " * about(rng, 8_000) + "a"}})


def repetitions(rng: Random) -> HostileRequest:
    n = about(rng, 30)
    return query({"regexp": {"k": f"((a{{1,{n}}}){{1,{n}}}){{1,{n}}}"}}, copies=40)


def regexp_of_many_states(rng: Random) -> HostileRequest:
    return query({"regexp": {"k": {"value": "(.*a.{" + str(about(rng, 200)) + "})", "max_determinized_states": 10**6}}})


def regexp_of_intervals(rng: Random) -> HostileRequest:
    return query({"regexp": {"k": "<1-" + "9" * about(rng, 100) + ">"}})


def regexp_complements(rng: Random) -> HostileRequest:
    n = about(rng, 100)
    return query({"regexp": {"k": {"value": "~(" * n + "a.*b" + ")" * n, "flags": "ALL"}}})


def regexps_in_query_string(rng: Random) -> HostileRequest:
    return query({"query_string": {"query": "/(a|b)*a(a|b){15}/ " * about(rng, 500), "default_field": "k"}})


def stars(rng: Random) -> HostileRequest:
    return query({"wildcard": {"k": "*a" * about(rng, 2_000) + "*b"}})


def many_wildcards(rng: Random) -> HostileRequest:
    clauses = [{"wildcard": {"t": f"*{n}*"}} for n in range(about(rng, 2_000))]
    return query({"bool": {"should": clauses}})


def fuzzy_words(rng: Random) -> HostileRequest:
    text = " ".join("".join(rng.choices("abcdefgh", k=9)) for _ in range(about(rng, 1_500)))
    return query({"match": {"t": {"query": text, "fuzziness": 2, "max_expansions": 10_000}}})


def long_fuzzy(rng: Random) -> HostileRequest:
    return query({"fuzzy": {"k": {"value": "a" * about(rng, 30_000), "fuzziness": 2}}})


def phrase_of_one_word(rng: Random) -> HostileRequest:
    return query({"match_phrase": {"t": {"query": "word " * about(rng, 5_000), "slop": 100_000}}})


def phrase_prefix(rng: Random) -> HostileRequest:
    return query({"match_phrase_prefix": {"t": {"query": "word w", "max_expansions": 10**6, "slop": 10_000}}})


def span_nears(rng: Random) -> HostileRequest:
    clauses = [{"span_term": {"t": "word"}}] * about(rng, 1_000)
    return query({"span_near": {"clauses": clauses, "slop": 10**6, "in_order": False}})


def span_multi(rng: Random) -> HostileRequest:
    clauses = [{"span_multi": {"match": {"wildcard": {"t": "*"}}}}] * about(rng, 50)
    return query({"span_near": {"clauses": clauses, "slop": 10**6}})


def intervals(rng: Random) -> HostileRequest:
    rule = {"match": {"query": "word " * 500, "max_gaps": -1}}
    return query({"intervals": {"t": {"all_of": {"intervals": [rule] * about(rng, 20)}}}})


def clauses(rng: Random) -> HostileRequest:
    return query({"bool": {"should": [{"term": {"k": f"k{n}"}} for n in range(about(rng, 100_000))]}})


def clauses_of_clauses(rng: Random) -> HostileRequest:
    inner: dict[str, object] = {"match": {"t": "word"}}
    for _ in range(12):
        inner = {"bool": {"should": [inner] * 3}}
    return query(inner)


def deep_bool(rng: Random) -> HostileRequest:
    n = about(rng, 50_000)
    return search(b'{"query":' + b'{"bool":{"must":[' * n + b'{"match_all":{}}' + b"]}}" * n + b"}")


def terms(rng: Random) -> HostileRequest:
    return query({"terms": {"k": [f"k{n}" for n in range(about(rng, 400_000))]}})


def ids(rng: Random) -> HostileRequest:
    return query({"ids": {"values": [str(n) for n in range(about(rng, 1_000_000))]}})


def huge_numbers(rng: Random) -> HostileRequest:
    digits = "9" * about(rng, 1_000_000)
    return search(b'{"query":{"range":{"n":{"gte":%s}}}}' % digits.encode())


def huge_exponents(rng: Random) -> HostileRequest:
    return search(b'{"query":{"term":{"n":1e%d}},"size":1e%d}' % (about(rng, 10**9), about(rng, 10**6)))


def multi_match(rng: Random) -> HostileRequest:
    fields = [f"f{n}^2" for n in range(about(rng, 50_000))]
    return query({"multi_match": {"query": "a b c d", "fields": fields, "type": "cross_fields"}})


def more_like_this(rng: Random) -> HostileRequest:
    text = " ".join(f"w{n}" for n in range(about(rng, 100_000)))
    body = {"fields": ["t"], "like": [text] * 3, "min_term_freq": 1, "min_doc_freq": 1, "max_query_terms": 100_000}
    return query({"more_like_this": body})


def function_scores(rng: Random) -> HostileRequest:
    functions = [{"filter": {"term": {"k": f"k{n}"}}, "weight": n} for n in range(about(rng, 20_000))]
    return query({"function_score": {"functions": functions}})


def deep_nested(rng: Random) -> HostileRequest:
    inner: dict[str, object] = {"match_all": {}}
    for _ in range(about(rng, 200)):
        inner = {"nested": {"path": "c", "query": inner}}
    return query(inner)


def polygons(rng: Random) -> HostileRequest:
    n = about(rng, 200_000)
    ring = [[(place * 7919 % 36_000) / 100 - 180, (place * 104_729 % 17_000) / 100 - 85] for place in range(n)]
    shape = {"type": "polygon", "coordinates": [[*ring, ring[0]]]}
    return query({"geo_shape": {"g": {"shape": shape}}})


def nearest_vectors(rng: Random) -> HostileRequest:
    section = {"field": "v", "query_vector": [0.1] * 16, "k": 10_000, "num_candidates": 10_000}
    return search({"knn": [section] * about(rng, 200), "size": 10_000})


def long_vectors(rng: Random) -> HostileRequest:
    return search({"knn": {"field": "v", "query_vector": [0.1] * about(rng, 1_000_000), "k": 10}})


def wrapped(rng: Random) -> HostileRequest:
    body = b'{"match_all":{}}'
    for _ in range(about(rng, 30)):
        body = b'{"wrapper":{"query":"' + base64.b64encode(body) + b'"}}'
    return search(b'{"query":' + body + b"}")


def percolated_documents(rng: Random) -> HostileRequest:
    documents = [{"t": "word " * 20, "n": n} for n in range(about(rng, 20_000))]
    return query({"percolate": {"field": "q", "documents": documents}})


def validated(rng: Random) -> HostileRequest:
    text = " OR ".join(f"w{n}~2" for n in range(about(rng, 1_000)))
    return post("/store/_validate/query?rewrite=true&explain=true", {"query": {"query_string": {"query": text}}})


def long_field_names(rng: Random) -> HostileRequest:
    return query({"exists": {"field": "x." * about(rng, 500_000)}})


KINDS = (
    ors, ors_in_all_fields, brackets, brackets_of_query_string, negations, repetitions, regexp_of_many_states,
    regexp_of_intervals, regexp_complements, regexps_in_query_string, stars, many_wildcards, fuzzy_words, long_fuzzy,
    phrase_of_one_word, phrase_prefix, span_nears, span_multi, intervals, clauses, clauses_of_clauses, deep_bool, terms,
    ids, huge_numbers, huge_exponents, multi_match, more_like_this, function_scores, deep_nested, polygons,
    nearest_vectors, long_vectors, wrapped, percolated_documents, validated, long_field_names,
)  # fmt: skip
