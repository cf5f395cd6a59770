"""Documents of a buffer in the order of an index sort, nested ones and all that belongs to them with them."""

from pathlib import Path
from typing import Any

import orjson

from findling.codec.index_sort import IndexSortField
from findling.index.shard_settings import ShardSettings
from tests.reference.shard_case import ShardCase

BY_N = (IndexSortField("n", "long", reverse=True, mode="max", missing="_first"),)


def sorted_case(path: Path) -> ShardCase:
    return ShardCase(path / "shard", ShardSettings(fsync=False, index_sort=BY_N))


def in_order(case: ShardCase) -> list[list[Any]]:
    """Returns the sources of each segment, b"" for nested documents."""
    with case.shard.searcher() as searcher:
        return [[source and orjson.loads(source) for source in view.reader.source.all()] for view in searcher.segments]


def test_whole_documents_are_put_in_order(tmp_path: Path) -> None:
    case = sorted_case(tmp_path)
    case.index("a", {"n": 1, "parts": [{"name": "x"}, {"name": "y"}]})
    case.index("b", {"n": [2, 9]})
    case.index("c", {"title": "none", "parts": [{"name": "x"}]})
    case.shard.refresh()
    a, b, c = (case.get(doc_id, realtime=False) for doc_id in "abc")
    assert in_order(case) == [[b"", c, b, b"", b"", a]]
    with case.shard.searcher() as searcher:
        reader = searcher.segments[0].reader
        assert reader.index_sort == BY_N
        assert reader.ids.get_many([1, 2, 5]) == [b"c", b"b", b"a"]
        assert [int(reader.seq_nos[doc]) for doc in (1, 2, 5)] == [2, 1, 0]
        names = reader.ordinals("parts.name")
        assert names is not None
        assert [names.dictionary.term(int(ord_)) for ord_ in names.single([0, 3, 4])] == [b"x", b"x", b"y"]


def test_documents_that_die_while_their_segment_is_written_are_deleted_in_it(tmp_path: Path) -> None:
    case = sorted_case(tmp_path)
    for number, doc_id in enumerate("abc"):
        case.index(doc_id, {"n": number})
    refresher = case.shard._refresher
    write = refresher._files.write

    def write_slowly(documents: Any) -> Any:
        entry = write(documents)
        case.delete("a")
        return entry

    refresher._files.write = write_slowly  # type: ignore[method-assign]
    case.shard.refresh()
    refresher._files.write = write  # type: ignore[method-assign]
    case.shard.refresh()
    assert case.searchable() == {"b": {"n": 1}, "c": {"n": 2}}


def test_merged_segments_are_in_order_too(tmp_path: Path) -> None:
    case = sorted_case(tmp_path)
    for start in (0, 3, 6):
        for number in range(start, start + 3):
            case.index(f"d{number}", {"n": number * 5 % 9, "title": f"fox {number}", "tag": str(number)})
        case.shard.refresh()
    case.delete("d4")
    case.shard.force_merge(max_num_segments=1)
    (merged,) = in_order(case)
    assert [document["n"] for document in merged] == [8, 7, 6, 5, 4, 3, 1, 0]
    with case.shard.searcher() as searcher:
        reader = searcher.segments[0].reader
        terms = reader.terms("title")
        assert terms is not None
        found = {n: terms.docs(terms.lookup(str(n).encode())).tolist() for n in (0, 3, 8)}
        assert {n: [merged[doc]["title"] for doc in docs] for n, docs in found.items()} == {
            n: [f"fox {n}"] for n in found
        }
    case.reopen()
    assert in_order(case) == [merged]
