"""What categories of texts are made with: `ml_standard`, `first_line_with_letters`, `first_non_blank_line`."""

import pytest

from findling.analysis.registry import AnalysisRegistry


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Node 3 stopped at 2024-01-01T10:00:00.", ["Node", "stopped", "at"]),
        ("<DataServer> rmds_feed.run-x. user@host (0x1f) deadbeef", ["DataServer", "rmds_feed.run-x", "user@host"]),
        (
            "see https://example.org/a/b?c=1 or /var/log/x.log",
            ["see", "https://example.org/a/b", "or", "/var/log/x.log"],
        ),
        ("C:\\Windows\\x.dll \\\\server\\share", ["C:\\Windows\\x.dll", "\\\\server\\share"]),
        ("Error:timeout key: value a::b", ["Error", "timeout", "key", "value"]),
        ("größer .hidden -- // _", ["größer", "hidden"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    stream = AnalysisRegistry().component("tokenizer", "ml_standard").tokenize([text], offsets=True)
    assert [stream.terms[number] for number in stream.term_ids.tolist()] == words
    spans = zip(stream.start_offsets.tolist(), stream.end_offsets.tolist(), strict=True)
    assert [text[start:end] for start, end in spans] == words


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("first_line_with_letters", "a", "a"),
        ("first_line_with_letters", "\n 12 \r\nb c\r\nd", "b c"),
        ("first_line_with_letters", "1\n2", ""),
        ("first_non_blank_line", "  \n 12 \nb", " 12 "),
        ("first_non_blank_line", " \t\n", ""),
    ],
)
def test_first_line(name: str, text: str, line: str) -> None:
    kept, corrections = AnalysisRegistry().component("char_filter", name).apply([text], True)
    assert kept == [line]
    if line and text != line:
        assert (corrections[0].outputs[0], corrections[0].differences[0]) == (0, text.index(line))
