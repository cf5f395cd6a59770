"""Mappings, templates, aliases, settings: what the cluster state would have to hold."""

from random import Random

from tests.faults.hostile.request import HostileRequest, about, delete, post, put


def many_fields(rng: Random) -> HostileRequest:
    fields = {f"field{n}": {"type": "keyword"} for n in range(about(rng, 100_000))}
    settings = {"mapping.total_fields.limit": 10**7}
    return put("/wide", {"settings": settings, "mappings": {"properties": fields}}, delete("/wide"))


def too_many_fields(rng: Random) -> HostileRequest:
    fields = {f"field{n}": {"type": "text"} for n in range(about(rng, 100_000))}
    return put("/wide", {"mappings": {"properties": fields}}, delete("/wide"))


def deep_fields(rng: Random) -> HostileRequest:
    n = about(rng, 10_000)
    body = b'{"mappings":' + b'{"properties":{"a":' * n + b'{"type":"long"}' + b"}}" * n + b"}"
    return put("/wide", body, delete("/wide"))


def dynamic_templates(rng: Random) -> HostileRequest:
    found = [{f"t{n}": {"match": f"{'*a' * 30}{n}", "mapping": {"type": "keyword"}}} for n in range(about(rng, 20_000))]
    return put("/wide", {"mappings": {"dynamic_templates": found}}, delete("/wide"))


def template_of_patterns(rng: Random) -> HostileRequest:
    return put("/_index_template/hostile", {"index_patterns": [f"h{n}-*" for n in range(about(rng, 100_000))]})


def component_template(rng: Random) -> HostileRequest:
    fields = {f"field{n}": {"type": "keyword"} for n in range(about(rng, 100_000))}
    return put("/_component_template/hostile", {"template": {"mappings": {"properties": fields}}})


def simulated_template(rng: Random) -> HostileRequest:
    body = {"index_patterns": ["h-*"], "composed_of": ["hostile"] * about(rng, 20_000)}
    return post("/_index_template/_simulate", body)


def aliases(rng: Random) -> HostileRequest:
    actions = [{"add": {"index": "store", "alias": f"alias{n}"}} for n in range(about(rng, 100_000))]
    return post("/_aliases", {"actions": actions})


def filtered_aliases(rng: Random) -> HostileRequest:
    should = [{"term": {"k": f"k{n}"}} for n in range(1_000)]
    actions = [
        {"add": {"index": "store", "alias": f"alias{n}", "filter": {"bool": {"should": should}}}}
        for n in range(about(rng, 100))
    ]
    return post("/_aliases", {"actions": actions})


def settings(rng: Random) -> HostileRequest:
    return put(
        "/_cluster/settings", {"persistent": {f"cluster.metadata.x{n}": "x" * 100 for n in range(about(rng, 50_000))}}
    )


def index_settings(rng: Random) -> HostileRequest:
    return put("/wide", {"settings": {f"index.x{n}": 1 for n in range(about(rng, 100_000))}}, delete("/wide"))


def shards(rng: Random) -> HostileRequest:
    return put("/wide", {"settings": {"number_of_shards": about(rng, 10**6)}}, delete("/wide"))


def synonyms(rng: Random) -> HostileRequest:
    rules = [{"synonyms": f"a{n}, b{n}"} for n in range(about(rng, 100_000))]
    return put("/_synonyms/hostile", {"synonyms_set": rules})


def pipelines(rng: Random) -> HostileRequest:
    processors = [{"filter_query": {"query": {"term": {"k": "a"}}}}] * about(rng, 20_000)
    return put("/_search/pipeline/hostile", {"request_processors": processors})


def names(rng: Random) -> HostileRequest:
    return HostileRequest("GET", "/" + ",".join(["s*", "-s*"] * 500) + "/_mapping", headers={})


def filtered_paths(rng: Random) -> HostileRequest:
    return HostileRequest("GET", "/_nodes/stats?filter_path=" + ",".join(["**.a*b*c*"] * 300), headers={})


KINDS = (
    many_fields, too_many_fields, deep_fields, dynamic_templates, template_of_patterns, component_template,
    simulated_template, aliases, filtered_aliases, settings, index_settings, shards, synonyms, pipelines, names,
    filtered_paths,
)  # fmt: skip
