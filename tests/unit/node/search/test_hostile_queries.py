"""Texts of queries that are open to the end, or very long."""

import pytest

from tests.reference.api import Api


@pytest.mark.parametrize("text", ["[" * 30_000, "{" * 30_000, "a " * 20_000, "(" * 40_000])
def test_query_strings(api: Api, text: str) -> None:
    api.put("/store/_doc/1?refresh=true", {"t": "a"})
    assert api.post("/store/_search", {"query": {"query_string": {"query": text}}}).status == 400


@pytest.mark.parametrize("text", ["(" * 60_000 + "a", "(a)" * 3_000, "(b" * 20_000 + " a", '"' * 20_001])
def test_simple_query_strings(api: Api, text: str) -> None:
    api.put("/store/_doc/1?refresh=true", {"t": "a"})
    answer = api.post("/store/_search", {"query": {"simple_query_string": {"query": text, "fields": ["t"]}}})
    assert answer.status in (200, 400)


@pytest.mark.parametrize("shards", ["1e400", "x", "9" * 5_000])
def test_numbers_of_shards(api: Api, shards: str) -> None:
    api.put("/store", {})
    answer = api.post("/store/_split/more", {"settings": {"index.number_of_shards": shards}})
    assert answer.status == 400
