"""Lines that wait in a file: over restarts, cut lines and lines that are too many."""

from pathlib import Path

from findling.edge.kept_lines import KeptLines


def test_lines_are_the_same_until_they_are_safe_elsewhere(tmp_path: Path) -> None:
    lines = KeptLines(tmp_path / "lines")
    assert lines.take() == []
    for number in range(3):
        assert lines.add({"n": number})
    assert [one["n"] for one in lines.take()] == [0, 1, 2]
    lines.add({"n": 3})
    again = KeptLines(tmp_path / "lines")
    assert [one["n"] for one in again.take()] == [0, 1, 2]
    again.done()
    assert [one["n"] for one in again.take()] == [3]
    again.done()
    assert again.take() == []


def test_a_line_that_was_cut_takes_no_other_with_it(tmp_path: Path) -> None:
    lines = KeptLines(tmp_path / "lines")
    lines.add({"n": 1})
    with (tmp_path / "lines").open("ab") as file:
        file.write(b'{"n": 2')
    again = KeptLines(tmp_path / "lines")
    again.add({"n": 3})
    assert [one["n"] for one in again.take()] == [1, 3]


def test_what_is_too_much_is_dropped_and_counted(tmp_path: Path) -> None:
    lines = KeptLines(tmp_path / "lines", most=2)
    assert [lines.add(number) for number in range(4)] == [True, True, False, False]
    assert (lines.dropped, lines.take()) == (2, [0, 1])
    assert lines.add(5)
