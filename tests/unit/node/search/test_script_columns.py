"""Scripts over columns give what they give document by document."""

from findling.script.contexts.score import SCORE
from findling.script.engine import compile_script

MAPPINGS = {
    "properties": {
        "n": {"type": "long"}, "i": {"type": "integer"}, "f": {"type": "float"}, "d": {"type": "double"},
        "b": {"type": "boolean"}, "s": {"type": "scaled_float", "scaling_factor": 10}, "h": {"type": "half_float"},
        "t": {"type": "text"},
    }
}  # fmt: skip
DOCUMENTS = [
    {"n": number * 7 - 20, "i": [number, 3], "f": number / 3, "d": number * 1.5, "b": number % 2 == 0, "s": number / 10,
     "h": number / 4, "t": "a " * number}
    if number % 5
    else {"n": number, "t": "a"}
    for number in range(1, 40)
]  # fmt: skip
SCRIPTS = [
    "_score * Math.log(30 + doc['n'].value)",
    "doc['i'].size() == 0 ? 1 : doc['i'].value / 2 + doc['i'].size()",
    "doc['f'].empty ? 0.5 : doc['f'].value + 1",
    "doc['d'].size() > 0 && doc['d'].value > 10 ? doc['d'].value : Math.abs(doc['n'].value)",
    "doc['b'].size() == 0 ? 3 : doc['b'].value ? 1 : 2",
    "doc['s'].size() == 0 ? 0 : doc['s'].value * params.by + doc['h'].value",
    "double v = doc['n'].value * doc['n'].value; if (v > 300) { return v } return params.by",
]


def _scores(api, source):
    script = {"source": source, "params": {"by": 2}}
    query = {"script_score": {"query": {"match": {"t": "a"}}, "script": script}}
    answer = api.post("/columns/_search", {"size": 50, "query": query})
    assert answer.status == 200, answer.text
    return {hit["_id"]: hit["_score"] for hit in answer.body["hits"]["hits"]}


def test_scores(api):
    api.put("/columns", {"mappings": MAPPINGS})
    for number, document in enumerate(DOCUMENTS):
        api.put(f"/columns/_doc/{number}", document)
    api.post("/columns/_refresh")
    for source in SCRIPTS:
        assert compile_script(source, SCORE).columns is not None
        by_rows = f"for (int k = 0; k < 1; ++k) {{ def x = k }} {source}"
        if "return" not in source:
            by_rows = by_rows.replace(source, f"return {source}")
        assert compile_script(by_rows, SCORE).columns is None
        found = _scores(api, source)
        assert len(found) == len(DOCUMENTS)
        assert found == _scores(api, by_rows), source
