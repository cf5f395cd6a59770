"""Ids by number, and the latest number of an id."""

from hypothesis import given
from hypothesis import strategies as st

from findling.index.id_table import IdTable, encoded_ids, hashed_ids

IDS = st.lists(st.sampled_from(["a", "b", "ü", "\ud800", "x" * 40]) | st.text(max_size=3), max_size=300)


@given(st.lists(IDS, max_size=4), IDS, st.integers(0, 4))
def test_latest_numbers(parts: list[list[str]], wanted: list[str], split: int) -> None:
    """However many there are, in however many steps they come, from another table or not."""
    tables = [IdTable(), IdTable()]
    for place, part in enumerate(parts):
        tables[place >= split].append(hashed_ids(part))
    tables[0].extend(tables[1])
    latest = {doc_id: number for number, doc_id in enumerate(doc_id for part in parts for doc_id in part)}
    found = tables[0].find(hashed_ids(wanted))
    expected = [latest.get(doc_id, -1) for doc_id in wanted]
    assert len(tables[0]) == sum(map(len, parts))
    assert (found is None) == (max(expected, default=-1) < 0)
    assert found is None or found.tolist() == expected


def test_many_ids() -> None:
    """The table grows; every id is found in it."""
    ids = [str(number * 7919) for number in range(5_000)]
    table = IdTable()
    for first in range(0, 5_000, 1_000):
        table.append(hashed_ids(ids[first : first + 1_000]))
    found = table.find(hashed_ids(ids))
    assert found is not None
    assert found.tolist() == list(range(5_000))


@given(IDS)
def test_bytes_of_ids(ids: list[str]) -> None:
    """A surrogate that stands alone stays what it is: other ids than U+FFFD must not be found by it."""
    assert list(encoded_ids(ids)) == [doc_id.encode("utf-8", "surrogatepass") for doc_id in ids]
