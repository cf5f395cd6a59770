"""Disk usage: bytes by field and purpose."""

import pytest

from tests.reference.api import Api

_MAPPINGS = {
    "properties": {
        "name": {"type": "text"},
        "legs": {"type": "long", "doc_values": False},
        "kind": {"type": "keyword"},
        "place": {"type": "dense_vector", "dims": 2},
    }
}


@pytest.fixture
def herd(api: Api) -> Api:
    """Eight documents that nothing has refreshed or flushed yet."""
    api.put("/herd", {"mappings": _MAPPINGS, "settings": {"number_of_shards": 2}})
    for number, legs in enumerate((4, 99, 2, 1000, 7, 50, 3, 81)):
        animal = {"name": f"Elsa {number}", "legs": legs, "kind": ["cow", "red"], "place": [number, 1]}
        api.put(f"/herd/_doc/{number}", animal)
    return api


def test_each_field_by_purpose(herd: Api) -> None:
    usage = herd.post("/herd/_disk_usage?run_expensive_tasks=true").body
    assert usage["_shards"] == {"total": 2, "successful": 2, "failed": 0}
    fields = usage["herd"]["fields"]
    used = {
        name: {
            purpose for purpose, size in sizes.items() if size and purpose not in ("total_in_bytes", "inverted_index")
        }
        for name, sizes in fields.items()
    }
    assert used["name"] == {"norms_in_bytes"}
    assert used["legs"] == {"points_in_bytes"}
    assert used["kind"] == {"doc_values_in_bytes"}
    assert "knn_vectors_in_bytes" in used["place"]
    assert fields["name"]["inverted_index"]["total_in_bytes"] > 0 == fields["legs"]["inverted_index"]["total_in_bytes"]
    assert used["_source"] == {"stored_fields_in_bytes"} == used["_id"]


def test_all_fields_are_the_sum_and_less_than_the_store(herd: Api) -> None:
    usage = herd.post("/herd/_disk_usage?run_expensive_tasks=true").body["herd"]
    sizes = list(usage["fields"].values())
    total = usage["all_fields"]
    assert total["total_in_bytes"] == sum(size["total_in_bytes"] for size in sizes)
    inverted = sum(size["inverted_index"]["total_in_bytes"] for size in sizes)
    assert total["inverted_index"]["total_in_bytes"] == inverted > 0
    assert 0 < total["total_in_bytes"] < usage["store_size_in_bytes"]
    assert total["term_vectors_in_bytes"] == 0


def test_it_has_to_be_allowed_to_be_expensive(herd: Api) -> None:
    status, kind, reason = herd.post("/herd/_disk_usage").error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert "the parameter [run_expensive_tasks] must be set to [true]" in reason
    assert herd.post("/sea/_disk_usage?run_expensive_tasks=true").error[:2] == (404, "index_not_found_exception")


def test_without_a_flush_only_what_was_refreshed_counts(herd: Api) -> None:
    usage = herd.post("/herd/_disk_usage?run_expensive_tasks=true&flush=false").body["herd"]
    assert usage["fields"] == {}
    herd.post("/herd/_refresh")
    usage = herd.post("/herd/_disk_usage?run_expensive_tasks=true&flush=false").body["herd"]
    assert "name" in usage["fields"]
