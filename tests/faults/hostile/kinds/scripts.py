"""Scripts without end, and such as take memory without end."""

from random import Random

from tests.faults.hostile.request import HostileRequest, about, post, put, search

LOOPS = (
    "while (true) { }",
    "for (;;) { int x = 1; }",
    "int i = 0; do { i++ } while (i >= 0 || i < 0); return i",
    "def f(int x) { return f(x + 1) } return f(0)",
    "long s = 0; for (int i = 0; i < 999999; ++i) { for (int j = 0; j < 999999; ++j) { s += j } } return s",
)
MEMORY = (
    "String s = 'aaaaaaaaaaaaaaaa'; while (true) { s += s } return 1",
    "def l = []; while (true) { l.add('some more text ' + l.size()) } return 1",
    "def m = [:]; for (int i = 0; i < 100000000; ++i) { m[i + ''] = i } return 1",
    "def l = []; for (int i = 0; i < 10000; ++i) { l.add(new long[10000000]) } return 1",
    "def l = [1]; for (int i = 0; i < 64; ++i) { l.addAll(l) } return 1",
    "StringBuilder b = new StringBuilder('aaaaaaaaaa'); for (int i = 0; i < 60; ++i) { b.append(b) } return 1",
    "return 'a'.repeat(2000000000).length()",
    "def s = 'ab'.repeat(10000); for (int i = 0; i < 20; ++i) { s = s.replace('a', s) } return 1",
    "return new double[2147483647].length",
    "return (10 ** 10).toString()",
    "BigInteger b = new BigInteger('9999999999'); for (int i = 0; i < 60; ++i) { b = b.multiply(b) } return 1",
    "return String.format('%2000000000d', new def[] { 1 }).length()",
)
PATTERNS = (
    "/(a+)+b/.matcher('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').matches()",
    "/((a{1,30}){1,30}){1,30}b/.matcher('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').find()",
    "/(?!c)(x+x+)+y/.matcher('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx').find()",
    "/(?<a>(?:.*,){20})P/.matcher('1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25').find()",
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.splitOnToken('').length > /(.*)*(.*)*(.*)*=/.pattern().length()",
)


def _filter(source: str) -> dict[str, object]:
    return {"query": {"script": {"script": {"source": source}}}}


def endless_filters(rng: Random) -> HostileRequest:
    return search(_filter(rng.choice(LOOPS)), copies=4)


def endless_scores(rng: Random) -> HostileRequest:
    script = {"source": rng.choice(LOOPS)}
    return search({"query": {"script_score": {"query": {"match_all": {}}, "script": script}}}, copies=4)


def endless_fields(rng: Random) -> HostileRequest:
    return search({"script_fields": {"f": {"script": {"source": rng.choice(LOOPS)}}}})


def endless_update(rng: Random) -> HostileRequest:
    return post("/store/_update/1", {"script": {"source": rng.choice(LOOPS)}})


def endless_execution(rng: Random) -> HostileRequest:
    return post("/_scripts/painless/_execute", {"script": {"source": rng.choice(LOOPS)}}, copies=4)


def growing_execution(rng: Random) -> HostileRequest:
    return post("/_scripts/painless/_execute", {"script": {"source": rng.choice(MEMORY)}}, copies=2)


def growing_filter(rng: Random) -> HostileRequest:
    return search(_filter(rng.choice(MEMORY)), copies=2)


def growing_update(rng: Random) -> HostileRequest:
    source = "for (int i = 0; i < 900000; ++i) { ctx._source['f' + i] = i }"
    return post("/store/_update/1", {"script": {"source": source}})


def patterns(rng: Random) -> HostileRequest:
    return post("/_scripts/painless/_execute", {"script": {"source": f"return {rng.choice(PATTERNS)}"}}, copies=4)


def patterns_of_a_filter(rng: Random) -> HostileRequest:
    return search(_filter(f"return {rng.choice(PATTERNS)}"), copies=4)


def long_source(rng: Random) -> HostileRequest:
    source = "int x = 0; " + "x += 1; " * about(rng, 7_500) + "return x"
    return post("/_scripts/painless/_execute", {"script": {"source": source}})


def deep_source(rng: Random) -> HostileRequest:
    n = about(rng, 20_000)
    return post("/_scripts/painless/_execute", {"script": {"source": "return " + "(" * n + "1" + ")" * n}})


def many_sources(rng: Random) -> HostileRequest:
    fields = {f"f{n}": {"script": {"source": f"return {n} + {rng.random()}"}} for n in range(about(rng, 5_000))}
    return search({"script_fields": fields})


def long_expression(rng: Random) -> HostileRequest:
    script = {"lang": "expression", "source": "+".join(["doc['n'].value"] * about(rng, 5_000))}
    return search({"query": {"script_score": {"query": {"match_all": {}}, "script": script}}})


def mustache(rng: Random) -> HostileRequest:
    source = '{"query":{"match":{"t":"{{#a}}{{#a}}{{#a}}{{.}}{{/a}}{{/a}}{{/a}}"}}}'
    return post("/store/_search/template", {"source": source, "params": {"a": list(range(about(rng, 1_000)))}})


def stored(rng: Random) -> HostileRequest:
    return put(
        "/_scripts/hostile", {"script": {"lang": "painless", "source": "return " + "1+" * about(rng, 30_000) + "1"}}
    )


def filter_of_tokens(rng: Random) -> HostileRequest:
    body = {"type": "predicate_token_filter", "script": {"source": rng.choice(LOOPS)}}
    return post("/_analyze", {"tokenizer": "standard", "filter": [body], "text": "word " * 1_000})


KINDS = (
    endless_filters, endless_scores, endless_fields, endless_update, endless_execution, growing_execution,
    growing_filter, growing_update, patterns, patterns_of_a_filter, long_source, deep_source, many_sources,
    long_expression, mustache, stored, filter_of_tokens,
)  # fmt: skip
