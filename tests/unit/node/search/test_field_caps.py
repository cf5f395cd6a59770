"""Field capabilities: metadata fields, objects around fields, filters, families of types, fields without values."""

import pytest

from tests.reference.api import Api

_MAPPINGS = {
    "properties": {
        "name": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
        "farm": {"properties": {"town": {"type": "wildcard"}}},
        "kind": {"type": "constant_keyword", "value": "cow"},
        "calves": {"type": "nested", "properties": {"birth": {"properties": {"weight": {"type": "float"}}}}},
        "nothing": {"type": "object"},
    }
}
_NESTED = {"calves", "calves.birth", "calves.birth.weight"}
_ALL = {"name", "name.raw", "farm", "farm.town", "kind"} | _NESTED


@pytest.fixture
def herd(api: Api) -> Api:
    """An index without documents."""
    api.put("/herd", {"mappings": _MAPPINGS})
    return api


def _fields(api: Api, query: str) -> dict[str, list[str]]:
    found = api.get(f"/herd/_field_caps?{query}").body["fields"]
    return {name: list(kinds) for name, kinds in found.items()}


def test_metadata_fields_are_fields(herd: Api) -> None:
    metadata = {"_doc_count", "_field_names", "_id", "_ignored", "_index", "_routing", "_seq_no", "_source", "_tier"}
    metadata |= {"_version", "_nested_path", "_data_stream_timestamp", "_index_mode", "_ignored_source"}
    assert set(_fields(herd, "fields=*")) == _ALL | metadata
    assert set(_fields(herd, "fields=*&filters=%2Bmetadata")) == metadata
    assert set(_fields(herd, "fields=*&filters=-metadata")) == _ALL
    assert _fields(herd, "fields=_doc*,_tier") == {"_doc_count": ["integer"], "_tier": ["keyword"]}
    version = herd.get("/herd/_field_caps?fields=_version").body["fields"]["_version"]["_version"]
    assert version == {"type": "_version", "metadata_field": True, "searchable": False, "aggregatable": True}


def test_filters_and_types(herd: Api) -> None:
    assert set(_fields(herd, "fields=*&filters=-metadata,-nested")) == _ALL - _NESTED
    assert set(_fields(herd, "fields=*&filters=-metadata,-multifield")) == _ALL - {"name.raw"}
    assert set(_fields(herd, "fields=*&filters=-metadata,-parent")) == _ALL - {"farm", "calves", "calves.birth"}
    around = {"calves", "calves.birth"}
    assert set(_fields(herd, "fields=*&types=text,float")) == {"name", "calves.birth.weight", *around}
    assert set(_fields(herd, "fields=*&types=float&filters=-parent")) == {"calves.birth.weight"}
    assert _fields(herd, "fields=*&types=nested") == {}
    assert herd.get("/herd/_field_caps?fields=*&filters=-x").error[2] == "Unknown field caps filter [-x]"


def test_objects_come_with_their_fields(herd: Api) -> None:
    found = _fields(herd, "fields=*.weight")
    assert found == {"calves": ["nested"], "calves.birth": ["object"], "calves.birth.weight": ["float"]}
    assert _fields(herd, "fields=farm,nothing") == {}


def test_types_of_one_family_count_as_one(herd: Api) -> None:
    assert _fields(herd, "fields=kind,farm.town&types=keyword&filters=-parent") == {
        "kind": ["keyword"],
        "farm.town": ["keyword"],
    }


def test_fields_without_values(herd: Api) -> None:
    query = "fields=*&include_empty_fields=false&filters=-metadata"
    assert set(_fields(herd, query)) == {"kind"}
    herd.put("/herd/_doc/1?refresh=true", {"name": "Elsa", "calves": [{"birth": {"weight": 41.5}}]})
    assert set(_fields(herd, query)) == {"kind", "name", "name.raw"} | _NESTED
    herd.put("/herd/_doc/2?refresh=true", {"farm": {"town": "Ulm"}})
    assert set(_fields(herd, query)) == _ALL


def test_computed_fields_are_fields(api: Api) -> None:
    runtime = {
        "r": {"type": "keyword", "meta": {"unit": "x"}},
        "c": {"type": "composite", "script": {"source": "emit([:])"}, "fields": {"k": {"type": "ip"}}},
        "t": {"type": "double"},
    }
    api.put("/herd", {"mappings": {"runtime": runtime, "properties": {"t": {"type": "text"}}}})
    able = {"metadata_field": False, "searchable": True, "aggregatable": True}
    shown = {
        "c": {"object": {"type": "object", "metadata_field": False, "searchable": False, "aggregatable": False}},
        "c.k": {"ip": {"type": "ip", **able}},
        "r": {"keyword": {"type": "keyword", **able, "meta": {"unit": ["x"]}}},
        "t": {"double": {"type": "double", **able}},
    }
    for empty in ("true", "false"):
        found = api.get(f"/herd/_field_caps?fields=*&filters=-metadata&include_empty_fields={empty}").body["fields"]
        assert found == shown
    body = {"runtime_mappings": {"t": {"type": "long"}, "z": {"type": "date"}}}
    found = api.post("/herd/_field_caps?fields=t,z", body).body["fields"]
    assert {name: list(kinds) for name, kinds in found.items()} == {"t": ["long"], "z": ["date"]}
    assert api.post("/herd/_field_caps?fields=t", {"runtime_mappings": 3}).error[2] == (
        "[1:21] [field_caps_request] runtime_mappings doesn't support values of type: VALUE_NUMBER"
    )
