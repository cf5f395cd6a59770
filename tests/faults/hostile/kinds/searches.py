"""What surrounds a query: sorts, pages, highlights, suggestions, many searches in one."""

from random import Random

from tests.faults.hostile.request import HostileRequest, about, lines, post, search


def sort_keys(rng: Random) -> HostileRequest:
    return search({"sort": ["n", "k"] * about(rng, 500)})


def sort_of_a_big_page(rng: Random) -> HostileRequest:
    return search({"sort": ["k", "n", "d"] * 100, "size": 10_000}, copies=8)


def scripted_sorts(rng: Random) -> HostileRequest:
    source = "def s = 0; for (int i = 0; i < 100000; ++i) { s += i } return s"
    return search({"sort": [{"_script": {"type": "number", "script": {"source": source}}}] * about(rng, 20)})


def big_pages(rng: Random) -> HostileRequest:
    return search({"size": 10_000}, copies=16)


def page_beyond(rng: Random) -> HostileRequest:
    return search({"from": 2**31 - 1, "size": 2**31 - 1})


def empty_lines(rng: Random) -> HostileRequest:
    return lines("/_msearch", [{}, {}] * about(rng, 25_000))


def empty_lines_of_one_index(rng: Random) -> HostileRequest:
    return lines("/store/_msearch", [{}, {"size": 100}] * about(rng, 25_000))


def many_aggregations(rng: Random) -> HostileRequest:
    body = {"size": 0, "aggs": {"a": {"terms": {"field": "k", "size": 10_000}}}}
    return lines("/store/_msearch", [{}, body] * about(rng, 1_000))


def highlights(rng: Random) -> HostileRequest:
    fields: dict[str, object] = {
        "t": {"fragment_size": 1, "number_of_fragments": 100_000, "type": rng.choice(["plain", "unified", "fvh"])}
    }
    return search({"query": {"match": {"t": "word"}}, "size": 1_000, "highlight": {"fields": fields}})


def highlighted_fields(rng: Random) -> HostileRequest:
    fields: dict[str, dict[str, object]] = {f"f{n}*": {} for n in range(about(rng, 50_000))}
    return search({"query": {"match": {"t": "word"}}, "highlight": {"fields": fields}})


def long_tags(rng: Random) -> HostileRequest:
    tags = {"pre_tags": ["<" * about(rng, 1_000_000)], "fields": {"t": {"number_of_fragments": 0}}}
    return search({"query": {"match": {"t": "word"}}, "size": 1_000, "highlight": tags})


def highlighted_regexps(rng: Random) -> HostileRequest:
    highlight = {"fields": {"t": {"highlight_query": {"regexp": {"t": "(.*w.{80})"}}}}}
    return search({"query": {"match_all": {}}, "size": 100, "highlight": highlight})


def suggestions(rng: Random) -> HostileRequest:
    text = " ".join("".join(rng.choices("abcdefgh", k=8)) for _ in range(about(rng, 5_000)))
    options = {"field": "t", "size": 1_000, "max_inspections": 10**6, "suggest_mode": "always", "min_word_length": 1}
    return search({"size": 0, "suggest": {"s": {"text": text, "term": options}}})


def phrase_suggestions(rng: Random) -> HostileRequest:
    generator = {"field": "t", "suggest_mode": "always", "size": 1_000}
    phrase = {"field": "t", "size": 1_000, "max_errors": 1_000, "direct_generator": [generator] * 10}
    return search({"size": 0, "suggest": {"s": {"text": "wrod " * about(rng, 100), "phrase": phrase}}})


def completions(rng: Random) -> HostileRequest:
    completion = {"field": "s", "size": 10**6, "fuzzy": {"fuzziness": 2, "prefix_length": 0}}
    return search({"suggest": {f"s{n}": {"prefix": "w", "completion": completion} for n in range(about(rng, 1_000))}})


def regexp_completions(rng: Random) -> HostileRequest:
    completion = {"field": "s", "regex": {"max_determinized_states": 10**6}}
    return search({"suggest": {"s": {"regex": "(.*a.{300})", "completion": completion}}})


def rescores(rng: Random) -> HostileRequest:
    one = {"window_size": 10_000, "query": {"rescore_query": {"match": {"t": "word"}}}}
    return search({"query": {"match": {"t": "word"}}, "rescore": [one] * about(rng, 1_000)})


def inner_hits(rng: Random) -> HostileRequest:
    collapse = {"field": "k", "inner_hits": [{"name": f"i{n}", "size": 100} for n in range(about(rng, 200))]}
    return search({"size": 1_000, "collapse": collapse})


def shown_fields(rng: Random) -> HostileRequest:
    return search({"size": 10_000, "fields": ["*"] * about(rng, 20_000)})


def source_filters(rng: Random) -> HostileRequest:
    filters = [f"{'*a' * 20}{n}" for n in range(about(rng, 20_000))]
    return search({"size": 10_000, "_source": {"includes": filters, "excludes": filters}})


def runtime_fields(rng: Random) -> HostileRequest:
    script = {"source": "for (int i = 0; i < 100000; ++i) { emit(i) }"}
    mappings = {f"r{n}": {"type": "long", "script": script} for n in range(about(rng, 100))}
    return search({"runtime_mappings": mappings, "fields": ["r*"], "size": 10})


def slices(rng: Random) -> HostileRequest:
    return post("/store/_search?scroll=1m", {"slice": {"id": 0, "max": about(rng, 10**6)}, "size": 10_000})


def scrolls(rng: Random) -> HostileRequest:
    return post("/store/_search?scroll=5m", {"size": 1}, copies=600)


def points_in_time(rng: Random) -> HostileRequest:
    return post("/store/_pit?keep_alive=5m", b"", copies=600)


def async_searches(rng: Random) -> HostileRequest:
    body = {"size": 0, "aggs": {"a": {"terms": {"field": "k", "size": 20_000}}}}
    return post("/store/_async_search?keep_on_completion=true&wait_for_completion_timeout=0ms", body, copies=200)


def rank_evaluation(rng: Random) -> HostileRequest:
    rating = [{"_index": "store", "_id": str(n), "rating": 1} for n in range(200)]
    requests = [{"id": str(n), "request": {"query": {"match": {"t": "word"}}}, "ratings": rating} for n in range(2_000)]
    return post("/store/_rank_eval", {"requests": requests, "metric": {"precision": {"k": 10_000}}})


def tiles(rng: Random) -> HostileRequest:
    body = {"size": 10_000, "grid_precision": 8, "extent": 2**31 - 1, "exact_bounds": True, "fields": ["*"] * 1_000}
    return post("/store/_mvt/g/0/0/0", body)


def term_vectors(rng: Random) -> HostileRequest:
    body = {"doc": {"t": "word " * about(rng, 500_000)}, "term_statistics": True, "fields": ["t"]}
    return post("/store/_termvectors", body)


def many_term_vectors(rng: Random) -> HostileRequest:
    docs = [{"_id": str(n), "term_statistics": True, "fields": ["*"]} for n in range(about(rng, 20_000))]
    return post("/store/_mtermvectors", {"docs": docs})


def field_capabilities(rng: Random) -> HostileRequest:
    return post("/_field_caps", {"fields": [f"*{n}*" for n in range(about(rng, 100_000))]})


def retrievers(rng: Random) -> HostileRequest:
    inner: dict[str, object] = {"standard": {"query": {"match": {"t": "word"}}}}
    for _ in range(4):
        inner = {"rrf": {"retrievers": [inner] * 6, "rank_window_size": 10_000}}
    return search({"retriever": inner})


def terms_enumerated(rng: Random) -> HostileRequest:
    return post("/store/_terms_enum", {"field": "k", "string": "", "size": 2**31 - 1})


def profiled(rng: Random) -> HostileRequest:
    clauses = [{"match": {"t": f"w{n}"}} for n in range(about(rng, 2_000))]
    return search({"profile": True, "explain": True, "size": 10_000, "query": {"bool": {"should": clauses}}})


KINDS = (
    sort_keys, sort_of_a_big_page, scripted_sorts, big_pages, page_beyond, empty_lines, empty_lines_of_one_index,
    many_aggregations, highlights, highlighted_fields, long_tags, highlighted_regexps, suggestions, phrase_suggestions,
    completions, regexp_completions, rescores, inner_hits, shown_fields, source_filters, runtime_fields, slices,
    scrolls, points_in_time, async_searches, rank_evaluation, tiles, term_vectors, many_term_vectors,
    field_capabilities, retrievers, terms_enumerated, profiled,
)  # fmt: skip
