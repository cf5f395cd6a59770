"""Examples of bodies that are told apart by the whole path: security, inference, rules, templates, term vectors."""

from typing import Any, Final

MATCH: Final = {"match": {"title": "fox"}}
_STATISTICS: Final = {"term_statistics": True, "field_statistics": True, "offsets": True, "positions": True,
                      "payloads": False}  # fmt: skip
_VECTORS: Final = {"fields": ["title", "body"], "filter": {"max_num_terms": 3, "min_term_freq": 1, "min_doc_freq": 1},
                   "per_field_analyzer": {"title": "standard"}, "routing": "a", **_STATISTICS}  # fmt: skip
_OPENAI: Final = {"service": "openai", "service_settings": {"api_key": "k", "model_id": "m", "url": "http://[::1]:1/",
                  "dimensions": 3, "similarity": "cosine", "rate_limit": {"requests_per_minute": 5}},
                  "task_settings": {"user": "u"}, "chunking_settings": {"strategy": "sentence", "max_chunk_size": 50,
                  "sentence_overlap": 1}}  # fmt: skip
_RULE: Final = {"rule_id": "r", "type": "pinned", "criteria": [{"type": "exact", "metadata": "q", "values": ["a", 1]}],
                "actions": {"ids": ["1"], "docs": [{"_index": "fuzz", "_id": "2"}]}, "priority": 1}  # fmt: skip
_TEMPLATE: Final = '{"query": {"match": {"title": "{{q}}{{#toJson}}a{{/toJson}}"}}, "size": {{n}}{{^n}}1{{/n}}}'
_SEARCH_TEMPLATE: Final = {"source": _TEMPLATE, "params": {"q": "fox", "a": [1], "n": 2}, "explain": True,
                           "profile": False}  # fmt: skip
_ROLE: Final = {"cluster": ["monitor", "manage_api_key"], "run_as": ["u*"], "indices": [
    {"names": ["fuzz*", "/a.+/"], "privileges": ["read", "index"], "query": '{"term": {"tag": "beta"}}',
     "field_security": {"grant": ["*"], "except": ["n"]}, "allow_restricted_indices": False}],
    "applications": [{"application": "app", "privileges": ["read"], "resources": ["*"]}], "metadata": {"a": 1},
    "global": {"application": {"manage": {"applications": ["a-*"]}}}, "description": "d",
    "transient_metadata": {"enabled": True}}  # fmt: skip
_KEY: Final = {"name": "k", "expiration": "1d", "metadata": {"a": {"b": 1}}, "role_descriptors": {"r": _ROLE}}
_RULES: Final = {"all": [{"field": {"username": ["a*", None]}}, {"except": {"any": [{"field": {"dn": "/x/"}}]}},
                         {"field": {"metadata.a": 1}}]}  # fmt: skip
_RECORDS: Final = {"query": {"bool": {"must": [{"prefix": {"username": "a"}}], "filter": {"exists": {"field": "name"}},
                   "must_not": {"ids": {"values": ["a"]}}, "should": [{"wildcard": {"name": "a*"}},
                   {"simple_query_string": {"query": "a -b", "fields": ["name"]}}]}}, "from": 0, "size": 3,
                   "sort": [{"name": {"order": "desc"}}, "username"], "search_after": ["a", "b"],
                   "aggs": {"a": {"terms": {"field": "name", "size": 2}, "aggs": {"c": {"cardinality": {"field":
                   "username"}}}}, "f": {"filters": {"filters": {"x": {"term": {"enabled": True}}}}}}}  # fmt: skip
_HAS: Final = {"cluster": ["monitor"], "index": [{"names": ["fuzz"], "privileges": ["read"],
               "allow_restricted_indices": True}],
               "application": [{"application": "app", "privileges": ["read"], "resources": ["r"]}]}  # fmt: skip
_RATED: Final = {"requests": [{"id": "r", "request": {"query": MATCH}, "ratings": [{"_index": "fuzz", "_id": "1",
                 "rating": 2}]}, {"id": "t", "template_id": "t", "params": {"q": "a"}, "ratings": []}],
                 "templates": [{"id": "t", "template": {"source": _TEMPLATE}}], "max_concurrent_searches": 2,
                 "metric": {"dcg": {"k": 3, "normalize": True}}}  # fmt: skip
_PIPELINE: Final = {"request_processors": [{"filter_query": {"query": MATCH, "tag": "a"}},
                    {"oversample": {"sample_factor": 2}}, {"script": {"source": "ctx._source.size = 1"}}],
                    "response_processors": [{"rename_field": {"field": "n", "target_field": "m"}}, {"collapse":
                    {"field": "tag"}}, {"sort": {"field": "n"}}, {"split": {"field": "tag", "separator": "e"}},
                    {"truncate_hits": {"target_size": 1}}],
                    "phase_results_processors": [{"normalization-processor": {"normalization": {"technique":
                    "min_max"}, "combination": {"technique": "arithmetic_mean", "parameters": {"weights": [0.5]}}}}],
                    "version": 1, "description": "d"}  # fmt: skip
_SCRIPT: Final = {"script": {"lang": "painless", "source": "params.a + doc['n'].value", "params": {"a": 1},
                  "options": {"content_type": "application/json"}}}  # fmt: skip
_TILE: Final = {"query": MATCH, "fields": ["tag", "n"], "aggs": {"m": {"max": {"field": "n"}}}, "exact_bounds": True,
                "extent": 4096, "buffer": 5, "grid_agg": "geotile", "grid_precision": 2, "grid_type": "grid",
                "size": 10, "sort": ["n"], "track_total_hits": 5, "with_labels": True,
                "runtime_mappings": {"r": {"type": "long", "script": "emit(1)"}}}  # fmt: skip

BY_PATH: Final[dict[str, list[Any]]] = {
    "/{index}/_termvectors": [{"doc": {"title": "fox fox"}, **_VECTORS}],
    "/{index}/_termvectors/{id}": [_VECTORS],
    "/_mtermvectors": [{"docs": [{"_index": "fuzz", "_id": "1", **_VECTORS}, {"_index": "fuzz", "doc": {"n": 1}}]},
                       {"ids": ["1", "2"], "parameters": _VECTORS}],
    "/{index}/_mvt/{field}/{z}/{x}/{y}": [_TILE],
    "/{index}/_rank_eval": [_RATED, *({**_RATED, "metric": metric} for metric in (
        {"precision": {"k": 2, "relevant_rating_threshold": 1, "ignore_unlabeled": True}}, {"recall": {"k": 1}},
        {"mean_reciprocal_rank": {"k": 2}}, {"expected_reciprocal_rank": {"maximum_relevance": 3}}))],
    "/_search/pipeline/{id}": [_PIPELINE],
    "/_inference/{inference_id}": [_OPENAI, {"service": "hugging_face", "service_settings": {"url": "http://[::1]:1/",
                                   "api_key": "k"}}, {"service": "cohere", "service_settings": {"api_key": "k"}},
                                   {"input": ["a", "b"], "query": "q", "input_type": "search", "task_settings": {}}],
    "/_query_rules/{ruleset_id}": [{"rules": [_RULE, {**_RULE, "type": "exclude"}]}],
    "/_query_rules/{ruleset_id}/_rule/{rule_id}": [_RULE],
    "/_query_rules/{ruleset_id}/_test": [{"match_criteria": {"q": "a", "n": 1}}],
    "/_scripts/{id}": [_SCRIPT, {"script": {"lang": "mustache", "source": _TEMPLATE}}],
    "/_scripts/painless/_execute": [{**_SCRIPT, "context": "filter", "context_setup": {"index": "fuzz",
                                     "document": {"n": 1}, "query": MATCH}}, _SCRIPT],
    "/_search/template": [_SEARCH_TEMPLATE, {"id": "t", "params": {}}],
    "/_msearch/template": [[{"index": "fuzz"}, _SEARCH_TEMPLATE, {}, {"id": "t"}]],
    "/_security/_query/user": [_RECORDS], "/_security/_query/role": [_RECORDS], "/_security/_query/api_key": [_RECORDS],
    "/_security/user/{username}": [{"password": "a-password", "roles": ["a"], "full_name": "A", "email": "a@b",
                                    "metadata": {"a": 1}, "enabled": True, "refresh": True},
                                   {"password_hash": "$2a$10$x", "roles": []}],
    "/_security/user/_password": [{"password": "b-password"}, {"password_hash": "{PBKDF2}10000$a$b"}],
    "/_security/user/_has_privileges": [_HAS],
    "/_security/role/{name}": [_ROLE],
    "/_security/role": [{"roles": {"a": _ROLE, "b": {}}}, {"names": ["a", "b"]}],
    "/_security/role_mapping/{name}": [{"roles": ["a"], "enabled": True, "rules": _RULES, "metadata": {}},
                                       {"role_templates": [{"template": {"source": "{{username}}"},
                                        "format": "string"}], "enabled": False, "rules": {"field": {"a": 1}}}],
    "/_security/privilege": [{"app": {"read": {"actions": ["data:read/*"], "metadata": {}, "name": "read",
                              "application": "app"}}}],
    "/_security/api_key": [_KEY, {"ids": ["a"], "owner": True}, {"name": "k", "username": "u", "realm_name": "r"}],
    "/_security/api_key/grant": [{"grant_type": "password", "username": "a", "password": "b", "api_key": _KEY,
                                  "run_as": "c"}, {"grant_type": "access_token", "access_token": "x",
                                                   "client_authentication": {"scheme": "s", "value": "v"}}],
    "/_security/api_key/{id}": [{"role_descriptors": {"r": _ROLE}, "metadata": {}, "expiration": "1d"}],
    "/_security/api_key/_bulk_update": [{"ids": ["a", "b"], "role_descriptors": {}, "metadata": {}}],
    "/_security/cross_cluster/api_key": [{"name": "x", "access": {"search": [{"names": ["a"], "query": MATCH}],
                                          "replication": [{"names": ["b"]}]}, "expiration": "1d", "metadata": {}}],
    "/_security/oauth2/token": [{"grant_type": "password", "username": "a", "password": "b", "scope": "full"},
                                {"grant_type": "refresh_token", "refresh_token": "x"}, {"token": "x"},
                                {"realm_name": "native", "username": "a"}],
    "/_nodes/reload_secure_settings": [{"secure_settings_password": "x"}],
}  # fmt: skip


def bodies_of_path(path: str) -> list[Any]:
    """Returns the examples of a path; those of the path without an index, a node or a name if it has none itself."""
    ways = (path, path.replace("/{index}", "", 1), path.replace("/{node_id}", ""), path.replace("{name}", "{id}"),
            path.replace("/{username}/", "/"), path.replace("/{task_type}", ""), path.replace("/{context}", ""),
            path.removesuffix("/{id}"), "/{index}" + path)  # fmt: skip
    return next((BY_PATH[way] for way in ways if way in BY_PATH), [])
