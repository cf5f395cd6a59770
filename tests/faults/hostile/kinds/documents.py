"""Documents that are many, deep, wide or long, and what is done to all documents."""

from random import Random

from tests.faults.hostile.request import HostileRequest, about, delete, lines, post, put

LOOSE = put("/loose", {"settings": {"mapping.total_fields.limit": 10**6, "mapping.depth.limit": 1_000}})
FRESH = (delete("/loose"), LOOSE)


def small_bulk(rng: Random) -> HostileRequest:
    return lines("/loose/_bulk", [{"index": {}}, {"n": 1}] * about(rng, 300_000), *FRESH, copies=4)


def bulk_of_failures(rng: Random) -> HostileRequest:
    return lines("/store/_bulk", [{"index": {}}, {"n": "x"}] * about(rng, 100_000), copies=4)


def bulk_over_many_indices(rng: Random) -> HostileRequest:
    return lines("/_bulk", [{"delete": {"_index": f"none{n}", "_id": "1"}} for n in range(about(rng, 20_000))])


def bulk_of_updates(rng: Random) -> HostileRequest:
    update = {"script": {"source": "ctx._source.x = 'x' * 1000"}, "scripted_upsert": True, "upsert": {}}
    return lines("/loose/_bulk", [{"update": {"_id": "1"}}, update] * about(rng, 20_000), *FRESH)


def bulk_of_one_line(rng: Random) -> HostileRequest:
    return HostileRequest("POST", "/loose/_bulk", b'{"index":{}}\n' + b" " * about(rng, 40_000_000))


def many_fields(rng: Random) -> HostileRequest:
    return put("/loose/_doc/1", {f"field{n}": n for n in range(about(rng, 100_000))}, *FRESH)


def many_flattened(rng: Random) -> HostileRequest:
    return put("/store/_doc/f", {"flat": {f"key{n}": {"a": str(n)} for n in range(about(rng, 200_000))}})


def deep(rng: Random) -> HostileRequest:
    n = about(rng, 500_000)
    return put("/loose/_doc/1", b'{"o":' * n + b"1" + b"}" * n, *FRESH)


def deep_lists(rng: Random) -> HostileRequest:
    n = about(rng, 500_000)
    return put("/loose/_doc/1", b'{"o":' + b"[" * n + b"]" * n + b"}", *FRESH)


def many_nested(rng: Random) -> HostileRequest:
    return put("/store/_doc/c", {"c": [{"a": n} for n in range(about(rng, 300_000))]})


def many_values(rng: Random) -> HostileRequest:
    return put("/store/_doc/v", {"n": list(range(about(rng, 2_000_000)))})


def many_empty_objects(rng: Random) -> HostileRequest:
    return put("/loose/_doc/1", b'{"o":[' + b"{}," * about(rng, 10_000_000) + b"{}]}", *FRESH)


def many_floats(rng: Random) -> HostileRequest:
    return put("/loose/_doc/1", b'{"o":[' + b"1.5," * about(rng, 8_000_000) + b"1.5]}", *FRESH)


def huge_numbers(rng: Random) -> HostileRequest:
    return put("/loose/_doc/1", b'{"n":' + b"9" * about(rng, 5_000_000) + b"}", *FRESH)


def long_names(rng: Random) -> HostileRequest:
    return put("/loose/_doc/1", {"x" * about(rng, 3_000_000): 1, "a." * about(rng, 100_000) + "b": 1}, *FRESH)


def long_text(rng: Random) -> HostileRequest:
    return put("/store/_doc/t", {"t": "word " * about(rng, 4_000_000)})


def many_words(rng: Random) -> HostileRequest:
    return put("/store/_doc/t", {"t": " ".join(f"w{n}" for n in range(about(rng, 2_000_000)))})


def long_keyword(rng: Random) -> HostileRequest:
    return put("/store/_doc/k", {"k": "x" * about(rng, 10_000_000)})


def shapes(rng: Random) -> HostileRequest:
    ring = [[(n * 7919 % 36_000) / 100 - 180, (n * 104_729 % 17_000) / 100 - 85] for n in range(about(rng, 100_000))]
    return put("/store/_doc/g", {"g": {"type": "polygon", "coordinates": [[*ring, ring[0]]]}})


def completions(rng: Random) -> HostileRequest:
    return put("/store/_doc/s", {"s": {"input": [f"word {n}" for n in range(about(rng, 200_000))]}})


def stored_queries(rng: Random) -> HostileRequest:
    n = about(rng, 20)
    return put("/store/_doc/q", {"q": {"regexp": {"k": f"((a{{1,{n}}}){{1,{n}}}){{1,{n}}}"}}})


def many_stored_queries(rng: Random) -> HostileRequest:
    should = [{"match": {"t": f"w{n}"}} for n in range(about(rng, 50_000))]
    return put("/store/_doc/q", {"q": {"bool": {"should": should}}})


def got_documents(rng: Random) -> HostileRequest:
    return post("/store/_mget", {"ids": [str(n % 1_000) for n in range(about(rng, 1_000_000))]})


def all_updated(rng: Random) -> HostileRequest:
    script = {"source": "def l = []; for (int i = 0; i < 100000; ++i) { l.add('x' + i) } ctx._source.l = l"}
    return post("/store/_update_by_query?conflicts=proceed&scroll_size=10000", {"script": script})


def reindexed(rng: Random) -> HostileRequest:
    script = {"source": "for (int i = 0; i < 20000; ++i) { ctx._source['f' + i + ctx._id] = i }"}
    body = {"source": {"index": "store", "size": 10_000}, "dest": {"index": "loose"}, "script": script}
    return post("/_reindex", body, *FRESH)


def deleted_by_regexp(rng: Random) -> HostileRequest:
    return post("/store/_delete_by_query", {"query": {"regexp": {"k": "((a{1,30}){1,30}){1,30}"}}})


KINDS = (
    small_bulk, bulk_of_failures, bulk_over_many_indices, bulk_of_updates, bulk_of_one_line, many_fields,
    many_flattened, deep, deep_lists, many_nested, many_values, many_empty_objects, many_floats, huge_numbers,
    long_names, long_text, many_words, long_keyword, shapes, completions, stored_queries, many_stored_queries,
    got_documents, all_updated, reindexed, deleted_by_regexp,
)  # fmt: skip
