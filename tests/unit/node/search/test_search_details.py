"""What hits show and queries refuse, through the REST API."""

from tests.reference.api import Api


def test_without_source_no_fields_are_shown(api: Api) -> None:
    api.put("/bare", {"mappings": {"_source": {"enabled": False}, "properties": {"tag": {"type": "keyword"}}}})
    assert api.post("/bare/_search", {"fields": ["tag"]}).status == 200
    api.put("/bare/_doc/1?refresh=true", {"tag": "a"})
    answer = api.post("/bare/_search", {"fields": ["tag"]})
    assert answer.status == 200
    assert "fields" not in answer.body["hits"]["hits"][0]
    answer = api.post("/bare/_search", {"stored_fields": ["tag"], "docvalue_fields": ["tag"]})
    assert answer.body["hits"]["hits"][0]["fields"] == {"tag": ["a"]}


def test_scores_of_named_queries(api: Api) -> None:
    api.put("/n/_doc/1?refresh=true", {"n": [1, 2]})
    named = [{"term": {"n": {"value": value, "_name": f"is {value}", "boost": value}}} for value in (1, 2, 3)]
    body = {"query": {"bool": {"should": named}}}
    assert api.post("/n/_search", body).body["hits"]["hits"][0]["matched_queries"] == ["is 1", "is 2"]
    for flag in ("include_named_queries_score=true", "include_named_queries_score"):
        scored = api.post(f"/n/_search?{flag}", body).body["hits"]["hits"][0]
        assert scored["matched_queries"] == {"is 1": 1.0, "is 2": 2.0}


def test_existence_of_metadata(api: Api) -> None:
    api.put("/m/_doc/1?routing=a", {"n": 1})
    api.put("/m/_doc/2?refresh=true", {"n": 1})
    assert api.ids("/m/_search", {"query": {"exists": {"field": "_routing"}}}) == ["1"]
    for name in ("_id", "_index", "_seq_no", "_version"):
        assert sorted(api.ids("/m/_search", {"query": {"exists": {"field": name}}})) == ["1", "2"]
    answer = api.post("/m/_search", {"query": {"exists": {"field": "_source"}}})
    assert answer.body["error"]["root_cause"][0]["reason"] == "The _source field is not searchable"


def test_long_expressions_are_refused_everywhere(api: Api) -> None:
    api.put("/x/_doc/1?refresh=true", {"t": "a", "n": 1})
    for query in ({"regexp": {"t": "a" * 1001}}, {"query_string": {"query": f"/{'a' * 1001}/"}}):
        answer = api.post("/x/_search", {"query": query})
        assert answer.status == 400
        assert "The length of regex [1001]" in answer.body["error"]["root_cause"][0]["reason"]


def test_nanoseconds_are_sorted_and_shown_exactly(api: Api) -> None:
    for index, kind in (("fine", "date_nanos"), ("coarse", "date")):
        api.put(f"/{index}", {"mappings": {"properties": {"at": {"type": kind}}}})
    api.put("/fine/_doc/1?refresh=true", {"at": "2021-04-15T06:30:04.821123457Z"})
    api.put("/coarse/_doc/2?refresh=true", {"at": "2021-05-20T05:30:04.832Z"})
    options = {"format": "strict_date_optional_time_nanos"}
    body = {"sort": [{"at": {**options, "numeric_type": "date_nanos"}}]}
    hits = api.post("/fine,coarse/_search", body).body["hits"]["hits"]
    assert [hit["sort"] for hit in hits] == [["2021-04-15T06:30:04.821123457Z"], ["2021-05-20T05:30:04.832Z"]]
    body = {"sort": [{"at": {**options, "numeric_type": "date"}}], "search_after": ["2021-04-15T06:30:04.821Z"]}
    assert api.ids("/fine,coarse/_search", body) == ["2"]


def test_wildcards_that_reach_closed_indices(api: Api) -> None:
    api.put("/open1")
    api.put("/closed1")
    api.post("/closed1/_close")
    assert api.post("/*1/_search", {}).status == 200
    assert api.post("/*1/_search?expand_wildcards=all", {}).error[1] == "index_closed_exception"
    assert api.post("/*1/_search?expand_wildcards=all&ignore_unavailable=true", {}).body["_shards"]["total"] == 1
    assert api.post("/*1,-closed*/_search?expand_wildcards=open", {}).status == 200


def test_doc_values_of_metadata(api: Api) -> None:
    for n in (1, 2):
        api.put("/meta/_doc/1?refresh=true", {"n": n})
    names = ["_seq_no", "_version", "_index"]
    hit = api.post("/meta/_search", {"docvalue_fields": names}).body["hits"]["hits"][0]
    assert hit["fields"] == {"_seq_no": [1], "_version": [2], "_index": ["meta"]}


def test_constants_are_fields_of_all_documents(api: Api) -> None:
    api.put("/c", {"mappings": {"properties": {"env": {"type": "constant_keyword", "value": "prod"}}}})
    api.put("/c/_doc/1?refresh=true", {"n": 1})
    assert api.post("/c/_search", {"fields": ["env"]}).body["hits"]["hits"][0]["fields"] == {"env": ["prod"]}


def test_stored_numbers_without_sign_are_texts(api: Api) -> None:
    api.put("/u", {"mappings": {"properties": {"u": {"type": "unsigned_long", "store": True}}}})
    api.put("/u/_doc/1?refresh=true", {"u": 2**64 - 1})
    hit = api.post("/u/_search", {"stored_fields": ["u"]}).body["hits"]["hits"][0]
    assert hit["fields"] == {"u": [str(2**64 - 1)]}


def test_prefixes_of_several_words_while_typing(api: Api) -> None:
    api.put("/typed", {"mappings": {"properties": {"t": {"type": "search_as_you_type"}}}})
    api.put("/typed/_doc/1?refresh=true", {"t": "small green turtles swim"})
    found = [("t", "green tur"), ("t", "gre"), ("t._2gram", "turtles sw"), ("t._3gram", "gre"), ("t", "swim")]
    for field, value in found:
        assert api.ids("/typed/_search", {"query": {"prefix": {field: value}}}) == ["1"], (field, value)
    missed = [("t", "green sw"), ("t", "small green turtles s"), ("t", "turtles swims")]
    for field, value in missed:
        assert api.ids("/typed/_search", {"query": {"prefix": {field: value}}}) == [], (field, value)


def test_phrases_over_synonyms_of_several_words(api: Api) -> None:
    graph = {"type": "synonym_graph", "synonyms": ["nyc, new york city"]}
    analyzer = {"tokenizer": "standard", "filter": ["lowercase", "cities"]}
    properties = {"t": {"type": "text"}}
    settings = {"analysis": {"filter": {"cities": graph}, "analyzer": {"a": analyzer}}}
    api.put("/g", {"settings": settings, "mappings": {"properties": properties}})
    for id_, text in enumerate(("I love NYC", "in new york citylights", "york", "NYCs best", "new york"), 1):
        api.put(f"/g/_doc/{id_}?refresh=true", {"t": text})
    for kind, ids in (("match_phrase", ["1"]), ("match_phrase_prefix", ["1", "2", "4"])):
        assert sorted(api.ids("/g/_search", {"query": {kind: {"t": {"query": "nyc", "analyzer": "a"}}}})) == ids


def test_phrases_without_positions(api: Api) -> None:
    words = {"type": "synonym", "synonyms": ["big, large"]}
    settings = {"analysis": {"filter": {"w": words}, "analyzer": {"a": {"tokenizer": "standard", "filter": ["w"]}}}}
    properties = {"f": {"type": "text", "index_options": "freqs", "analyzer": "a"}}
    api.put("/p", {"settings": settings, "mappings": {"properties": properties}})
    api.put("/p/_doc/1?refresh=true", {"f": "one big tree"})
    for text, kind in (("one tree", "PhraseQuery"), ("one big", "MultiPhraseQuery")):
        answer = api.post("/p/_search", {"query": {"match_phrase": {"f": text}}})
        assert answer.status == 400
        reason = answer.body["error"]["root_cause"][0]["reason"]
        assert reason.endswith(f"field:[f] was indexed without position data; cannot run {kind}")


def test_the_index_is_a_field(api: Api) -> None:
    for index, count in (("one", 1), ("two", 3)):
        for n in range(count):
            api.put(f"/{index}/_doc/{index}{n}?refresh=true", {"n": n})
    aggs = {
        "t": {"terms": {"field": "_index"}, "aggs": {"s": {"sum": {"field": "n"}}}},
        "c": {"composite": {"sources": [{"i": {"terms": {"field": "_index"}}}]}},
        **{kind: {kind: {"field": "_index"}} for kind in ("cardinality", "value_count")},
        "m": {"missing": {"field": "_index"}},
    }
    answer = api.post("/one,two/_search", {"aggs": aggs, "sort": [{"_index": "desc"}, {"n": "desc"}], "size": 4}).body
    assert [(hit["_id"], hit["sort"][0]) for hit in answer["hits"]["hits"]] == [
        ("two2", "two"), ("two1", "two"), ("two0", "two"), ("one0", "one")
    ]  # fmt: skip
    found = answer["aggregations"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in found["t"]["buckets"]] == [("two", 3), ("one", 1)]
    assert found["t"]["buckets"][0]["s"]["value"] == 3
    assert [bucket["key"]["i"] for bucket in found["c"]["buckets"]] == ["one", "two"]
    assert (found["cardinality"]["value"], found["value_count"]["value"], found["m"]["doc_count"]) == (2, 4, 0)


def test_an_index_limits_the_length_of_its_keywords(api: Api) -> None:
    properties = {"k": {"type": "keyword"}, "own": {"type": "keyword", "ignore_above": 9}, "f": {"type": "flattened"}}
    api.put("/limits", {"settings": {"index.mapping.ignore_above": 4}, "mappings": {"properties": properties}})
    api.put("/limits/_doc/1?refresh=true", {"k": "too long", "own": "just so", "f": {"a": "abcd", "b": "abcde"}})
    for field, found in (("k", []), ("own", ["1"]), ("f.a", ["1"]), ("f.b", [])):
        assert api.ids("/limits/_search", {"query": {"exists": {"field": field}}}) == found, field
    hit = api.post("/limits/_search", {"fields": ["*"]}).body["hits"]["hits"][0]
    assert hit["fields"] == {"own": ["just so"], "f": [{"a": "abcd"}]}
    assert api.put("/wrong", {"settings": {"index.mapping.ignore_above": -1}}).status == 400


def test_aggregations_over_numbers_without_sign(api: Api) -> None:
    api.put("/u64", {"mappings": {"properties": {"u": {"type": "unsigned_long"}}}})
    for value in (0, 2**63 - 1, 2**64 - 1):
        api.put(f"/u64/_doc/{value}?refresh=true", {"u": value})
    ranges = [{"to": 2**63}, {"from": 2**63}]
    aggs = {
        "r": {"range": {"field": "u", "ranges": ranges}},
        "c": {"composite": {"sources": [{"u": {"terms": {"field": "u"}}}]}},
    }
    found = api.post("/u64/_search", {"size": 0, "aggs": aggs}).body["aggregations"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in found["r"]["buckets"]] == [
        ("*-9.223372036854776E18", 1),
        ("9.223372036854776E18-*", 2),
    ]
    assert [bucket["key"]["u"] for bucket in found["c"]["buckets"]] == [0, 2**63 - 1, 2**64 - 1]


def test_large_and_small_numbers_in_keys(api: Api) -> None:
    api.put("/sizes/_doc/1?refresh=true", {"n": 20_000_000})
    ranges = [{"from": 0.0001, "to": 999.5}, {"from": 1e7, "to": 123456789}]
    aggs = {
        "r": {"range": {"field": "n", "ranges": ranges}},
        "h": {"histogram": {"field": "n", "interval": 10_000_000, "keyed": True}},
    }
    found = api.post("/sizes/_search", {"size": 0, "aggs": aggs}).body["aggregations"]
    assert [bucket["key"] for bucket in found["r"]["buckets"]] == ["1.0E-4-999.5", "1.0E7-1.23456789E8"]
    assert list(found["h"]["buckets"]) == ["2.0E7"]


def test_ends_of_ranges_are_as_exact_as_the_column(api: Api) -> None:
    properties = {"f": {"type": "float"}, "h": {"type": "half_float"}, "d": {"type": "double"}}
    api.put("/exact", {"mappings": {"properties": properties}})
    api.put("/exact/_doc/1?refresh=true", {"f": 0.04, "h": 0.0152, "d": 0.04})
    for field, end in (("f", 0.04), ("h", 0.0152), ("d", 0.04)):
        ranges = [{"from": 0, "to": end}, {"from": end, "to": 1}]
        found = api.post("/exact/_search", {"aggs": {"r": {"range": {"field": field, "ranges": ranges}}}}).body
        buckets = found["aggregations"]["r"]["buckets"]
        assert [(bucket["key"], bucket["doc_count"]) for bucket in buckets] == [(f"0.0-{end}", 0), (f"{end}-1.0", 1)]


def test_text_without_scores_has_none_for_edits_either(api: Api) -> None:
    api.put("/bare", {"mappings": {"properties": {"t": {"type": "match_only_text"}}}})
    api.put("/bare/_doc/1?refresh=true", {"t": "green turtle"})
    assert api.post("/bare/_search", {"query": {"fuzzy": {"t": "turtel"}}}).body["hits"]["max_score"] == 1.0


def test_scaled_numbers_sort_as_whole_ones(api: Api) -> None:
    api.put("/scaled", {"mappings": {"properties": {"n": {"type": "scaled_float", "scaling_factor": 10}}}})
    for id_, value in (("a", -2.1), ("b", 1.5), ("c", -2.9)):
        api.put(f"/scaled/_doc/{id_}?refresh=true", {"n": value})
    body = {"sort": [{"n": {"order": "asc", "numeric_type": "long"}}]}
    hits = api.post("/scaled/_search", body).body["hits"]["hits"]
    assert [(hit["_id"], hit["sort"]) for hit in hits] == [("a", [-2]), ("c", [-2]), ("b", [1])]


def test_dates_with_time_may_have_no_fraction(api: Api) -> None:
    for name in ("strict_date_time", "date_time"):
        api.put(f"/{name}", {"mappings": {"properties": {"at": {"type": "date", "format": name}}}})
        assert api.put(f"/{name}/_doc/1?refresh=true", {"at": "2021-05-01T07:10:00Z"}).status == 201
        assert api.put(f"/{name}/_doc/2?refresh=true", {"at": "2021-05-01T07:10:00.25+02:00"}).status == 201
        hits = api.post(f"/{name}/_search", {"docvalue_fields": ["at"], "sort": ["at"]}).body["hits"]["hits"]
        assert [hit["fields"]["at"][0] for hit in hits] == ["2021-05-01T05:10:00.250Z", "2021-05-01T07:10:00.000Z"]


def test_ranges_of_dates_by_their_format(api: Api) -> None:
    api.put("/days", {"mappings": {"properties": {"at": {"type": "date"}, "n": {"type": "long"}}}})
    for day in (1, 2, 6):
        api.put(f"/days/_doc/{day}?refresh=true", {"at": f"2021-05-0{day}T07:10:00Z", "n": day})
    ranges = [{"from": "2021-05-01", "to": "2021-05-05||/d"}]
    found = api.post("/days/_search?typed_keys", {"aggs": {"r": {"range": {"field": "at", "ranges": ranges}}}}).body
    (bucket,) = found["aggregations"]["range#r"]["buckets"]
    assert (bucket["key"], bucket["doc_count"]) == ("2021-05-01T00:00:00.000Z-2021-05-05T00:00:00.000Z", 2)
    answer = api.post("/days/_search", {"aggs": {"r": {"range": {"field": "n", "ranges": ranges}}}})
    assert answer.status == 400
    assert answer.body["error"]["root_cause"][0]["reason"] == 'For input string: "2021-05-01"'


def test_a_missing_value_of_a_number_is_a_number(api: Api) -> None:
    properties = {"n": {"type": "integer"}, "d": {"type": "date"}, "k": {"type": "keyword"}}
    api.put("/gaps", {"mappings": {"properties": properties}})
    api.put("/gaps/_doc/1?refresh=true", {"k": "a"})
    for field, missing, shown in (("n", "many", "many"), ("n", True, "true"), ("d", "2024-01-01", "2024-01-01")):
        error = api.post("/gaps/_search", {"sort": [{field: {"missing": missing}}]}).body["error"]["root_cause"][0]
        assert (error["type"], error["reason"]) == ("number_format_exception", f'For input string: "{shown}"')
    for field, missing in (("n", "5"), ("d", 5), ("k", "many")):
        hits = api.post("/gaps/_search", {"sort": [{field: {"missing": missing}}]}).body["hits"]["hits"]
        assert hits[0]["sort"] == ["a" if field == "k" else 5]


def test_the_body_of_a_search_is_an_object(api: Api) -> None:
    api.put("/some/_doc/1?refresh=true", {"n": 1})
    for path in ("/some/_search", "/some/_count", "/some/_explain/1"):
        for body, token in (([1], "START_ARRAY"), (5, "VALUE_NUMBER"), (True, "VALUE_BOOLEAN")):
            error = api.post(path, body).body["error"]
            reason = f"Expected [START_OBJECT] but found [{token}]"
            assert (error["type"], error["reason"]) == ("parsing_exception", reason)


def test_an_explanation_shows_what_is_asked_for_of_the_document(api: Api) -> None:
    properties = {"plain": {"type": "text", "store": True}, "k": {"type": "keyword"}}
    api.put("/why", {"mappings": {"properties": properties}})
    api.put("/why/_doc/1?refresh=true", {"plain": "some text", "k": "a"})
    about = {"_seq_no": 0, "_primary_term": 1, "found": True}
    fields = {"plain": ["some text"]}
    for options, shown in (
        ("stored_fields=plain", {**about, "fields": fields}),
        ("stored_fields=k", about),
        ("stored_fields=plain&_source=k", {**about, "_source": {"k": "a"}, "fields": fields}),
        ("_source_includes=k", {**about, "_source": {"k": "a"}}),
    ):
        assert api.post(f"/why/_explain/1?{options}", {"query": {"match_all": {}}}).body["get"] == shown
    assert "get" not in api.post("/why/_explain/1", {"query": {"match_all": {}}}).body


def test_parameters_of_scrolls_are_texts(api: Api) -> None:
    for body, name, token in (
        ({"scroll_id": ["x"]}, "scroll_id", "START_ARRAY"),
        ({"ids": ["x"]}, "ids", "START_ARRAY"),
        ({"scroll_id": 5}, "scroll_id", "VALUE_NUMBER"),
    ):
        error = api.post("/_search/scroll", body).body["error"]
        assert error["type"] == "illegal_argument_exception"
        assert error["reason"] == (
            f"Unknown parameter [{name}] in request body or parameter is of the wrong type[{token}] "
        )
    error = api.delete("/_search/scroll", {"ids": ["x"]}).body["error"]
    assert error["type"] == "illegal_argument_exception"


def test_old_names_of_parameters_are_refused(api: Api) -> None:
    api.put("/old/_doc/1?refresh=true", {"k": "a"})
    for query, member in (
        ({"prefix": {"k": {"prefix": "a"}}}, "prefix"),
        ({"prefix": {"k": {"value": "a", "prefix": "b"}}}, "prefix"),
        ({"exists": {"path": "k"}}, "path"),
    ):
        error = api.post("/old/_search", {"query": query}).body["error"]
        (kind,) = query
        assert (error["type"], error["reason"]) == ("parsing_exception", f"[{kind}] query does not support [{member}]")


def test_null_is_no_value_of_a_member(api: Api) -> None:
    api.put("/null")
    for name in ("from", "size", "min_score", "terminate_after", "explain", "profile", "track_total_hits"):
        error = api.post("/null/_search", {name: None}).body["error"]
        assert (error["type"], error["reason"]) == ("parsing_exception", f"Unknown key for a VALUE_NULL in [{name}].")
