"""Every parameter that is read stands in an example, so that it is examined with values of every wrong type."""

from collections import defaultdict
from typing import Any, Final

import pytest

from findling.search.parameters import Parameters
from tests.batteries.engine import names, parsed
from tests.batteries.features import KINDS, feature
from tests.batteries.wrong_types import paths

# examined elsewhere: by kind of reason, for all names
ELSEWHERE: Final = {
    "boost": "the battery adds it",
    "_name": "the battery adds it",
    "script": "scripts in aggregations are refused",
    "script_fields": "scripts in aggregations are refused",
    "highlight": "has tests of its own: tests/golden/highlighting",
    "valueType": "the old name of value_type",
    "rehash": "has no effect; among the refused examples",
}
OF_ONE: Final = {
    **{
        ("percolate", name): "the document has to be stored: tests/unit/node/search/test_percolate.py"
        for name in ("index", "id", "routing", "preference", "version")
    },
    ("reverse_nested", "path"): "the corpus has one level of nested documents",
    ("terms", "exact"): "an extension, which no judge has: tests/unit/search/aggs",
    ("auto_date_histogram", "value_type"): "the other one of dates has it: date_histogram",
    ("geo_bounds", "value_type"): "none of its values is one of points",
    ("geo_centroid", "value_type"): "none of its values is one of points",
    ("ip_prefix", "value_type"): "none of its values is one of addresses",
    ("geohash_grid", "value_type"): "none of its values is one of points",
    ("geotile_grid", "value_type"): "none of its values is one of points",
    ("geohex_grid", "value_type"): "none of its values is one of points",
    ("geo_distance", "value_type"): "none of its values is one of points",
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in names(kind)])
def test_every_parameter_is_in_an_example(monkeypatch: pytest.MonkeyPatch, kind: str, name: str) -> None:
    read: dict[str, set[str]] = defaultdict(set)
    finish = Parameters.finish

    def listening(parameters: Parameters) -> None:
        read[parameters.name] |= parameters.known
        finish(parameters)

    monkeypatch.setattr(Parameters, "finish", listening)
    found = feature(kind, name)
    shown: set[Any] = set()
    for example in found.examples:
        parsed(found, example)
        shown |= {path[-1] for path in paths(example)}
    unexamined = {key for key in read[name] - shown - set(ELSEWHERE) if (name, key) not in OF_ONE}
    assert unexamined == set(), f"give examples with these parameters of {name}"
