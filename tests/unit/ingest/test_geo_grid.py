"""Cells of grids become shapes."""

from typing import Any

import pytest

from findling.base.errors import ParseError
from tests.unit.ingest.run import processed

_EXTRA = {f"{name}_field": name for name in ("parent", "children", "non_children", "precision")}


def _cell(address: Any, kind: str, **options: Any) -> Any:
    return processed({"geo_grid": {"field": "cell", "tile_type": kind, **options}}, {"cell": address})[0]


def test_tiles() -> None:
    found = _cell("4/8/5", "geotile", target_field="shape", **_EXTRA)
    shape = found.pop("shape")
    assert shape["type"] == "Envelope"
    assert shape["coordinates"][0] == pytest.approx([0.0, 55.77657301866769])
    assert shape["coordinates"][1] == pytest.approx([22.5, 40.979898069620134])
    assert found == {
        "cell": "4/8/5",
        "parent": "3/4/2",
        "children": ["5/16/10", "5/17/10", "5/16/11", "5/17/11"],
        "precision": 4,
    }
    assert _cell("4/8/5", "GEOTILE", target_format="WKT")["cell"].startswith("BBOX (0.0, 22.5, 55.7765730186676")
    assert "parent" not in _cell("0/0/0", "geotile", **_EXTRA)


def test_geohashes() -> None:
    found = _cell("u0", "geohash", **_EXTRA)
    assert found["cell"] == {"type": "Envelope", "coordinates": [[0.0, 50.625], [11.25, 45.0]]}
    assert (found["parent"], found["precision"], len(found["children"])) == ("u", 2, 32)
    assert found["children"][:2] == ["u00", "u01"]
    assert "non_children" not in found


def test_hexagons() -> None:
    found = _cell("811fbffffffffff", "geohex", **_EXTRA)
    assert found["cell"]["type"] == "Polygon"
    (ring,) = found["cell"]["coordinates"]
    assert ring[0] == ring[-1]
    assert (found["parent"], found["precision"]) == ("801ffffffffffff", 1)
    assert found["children"][0] == "821f87fffffffff"
    assert (len(found["children"]), len(found["non_children"])) == (7, 6)
    assert _cell("811fbffffffffff", "geohex", target_format="wkt")["cell"].startswith("POLYGON ((")


@pytest.mark.parametrize(
    ("address", "kind"), [("4/99/5", "geotile"), ("a", "geohash"), ("zz", "geohex"), ("", "geohash")]
)
def test_what_is_no_cell_is_told(address: str, kind: str) -> None:
    assert _cell(address, kind) == "invalid tile definition"


def test_other_faults() -> None:
    assert _cell(5, "geotile") == "field [cell] must be a String tile address"
    with pytest.raises(ParseError, match="illegal value \\[nope\\], valid values are \\[GEOHASH, GEOTILE, GEOHEX\\]"):
        _cell("u0", "nope")
    with pytest.raises(ParseError, match="illegal value \\[nope\\], valid values are \\[WKT, GEOJSON\\]"):
        _cell("u0", "geohash", target_format="nope")
