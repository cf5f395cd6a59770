"""Names that GraphQL cannot spell come out as others, and lead back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.graphql.model.names import path_name, root_name, spelled, type_name, unspelled

PIECES = st.sampled_from(["_", "__", "_x40_", "a", "x4", "0", "-", ".", "é", "A", "x", "_x", " ", "\ud800"])


@given(st.lists(PIECES, min_size=1, max_size=8).map("".join))
def test_every_name_is_spelled_and_leads_back(name: str) -> None:
    written = spelled(name)
    assert re.fullmatch("[A-Za-z_][0-9A-Za-z_]*", written)
    assert "__" not in written
    assert unspelled(written) == name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("user_id", "user_id"),
        ("@timestamp", "_x40_timestamp"),
        ("my-index", "my_x2d_index"),
        ("2024", "_x32_024"),
        ("a__b", "a_x5f5f_b"),
        ("_x40_", "_x5f_x40_"),
    ],
)
def test_spellings(name: str, written: str) -> None:
    assert spelled(name) == written


def test_names_that_belong_to_no_index_are_taken_by_none() -> None:
    assert root_name("search") == "_x73_earch"
    assert root_name("users_aggregate") == "users_x5f_aggregate"
    assert [type_name(name) for name in ("users", "query", "Query")] == ["Users", "_Query", "_x51_uery"]
    assert path_name(["user", "name"]) == "user__name"
