"""Hits as tables, lines, CSV and JSON."""

import json

import pytest

from findling.cli.hit_output import Shown, csv_text, json_text, table_text, vertical_text

HITS = [
    {"_id": "1", "_score": 1.25, "_source": {"name": "a telephone", "place": {"city": "Bern"}, "ram": 3}, "sort": [7]},
    {"_id": "2", "_score": None, "_source": {"name": "x" * 200, "note": "two\nlines", "tags": ["a", "b"]}, "sort": [8]},
]


def test_a_table_is_no_wider_than_its_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    text = table_text(Shown([{"_id": "1", "_source": {f"field_{n}": "value" * 5 for n in range(20)}}]))
    assert max(map(len, text.splitlines())) <= 120
    assert "field_0" in text
    assert "not shown: field_4, " in text


def test_long_values_are_cut_and_lines_joined() -> None:
    text = table_text(Shown(HITS))
    assert "xxx…" in text
    assert "two lines" in text


def test_the_fields_sorted_by_stand_first_even_if_no_source_has_them() -> None:
    assert Shown(HITS, sorts=("ram.rank",)).columns()[:3] == ["_id", "_score", "ram.rank"]
    assert Shown(HITS, fields=("name",), sorts=("ram",)).columns() == ["_id", "_score", "ram", "name"]
    assert csv_text(Shown(HITS, fields=("place.city",), sorts=("k",))).splitlines() == [
        "_id,_score,k,place.city",
        "1,1.2500,7,Bern",
        "2,,8,",
    ]


def test_markup_in_values_is_shown_as_it_is() -> None:
    assert "[bold]x[/bold]" in table_text(Shown([{"_id": "1", "_source": {"t": "[bold]x[/bold]"}}]))


def test_one_value_a_line() -> None:
    lines = vertical_text(Shown(HITS[:1])).splitlines()
    assert lines[0].startswith("── 1 ")
    assert "place.city  Bern" in lines
    assert "name        a telephone" in lines


def test_json_lines_are_the_hits() -> None:
    assert [json.loads(line) for line in json_text(Shown(HITS)).splitlines()] == HITS
