"""html_strip on texts whose markup is open to the end: each end is looked for once."""

import pytest

from findling.analysis.char_filters.html_strip import HtmlStripCharFilter

N = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "<a " * N,
        "<a " * N + '"',
        "<a " * N + '" >',
        "<a b='\" " * N,
        "<a b=\"<a c='" * N,
        "<!" * N,
        "<?" * N + ">",
        "<" * N,
        "</" * N,
        "&" * N + "#",
        "<script>" + "<!--" * N,
        "<script " * N,
        "<style>" + "</style " * N,
        "<a/" * N,
        "<![CDATA[" * N,
        "<a" + " " * N + "<a",
    ],
)
def test_open_markup(text):
    stripped, _ = HtmlStripCharFilter().filter(text)
    assert len(stripped) <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a b='>'>x</a>", "x"),
        ('<p b="x>y', '<p b="x>y'),
        ('<a <p c="d">x', "x"),
        ("<script>a<!-- </script> -->b</script>c", "\nc"),
        ("<script>a<!-- b</script>c", "\nc"),
        ("<br/>x<![CDATA[<b>&amp;]]>y", "\nx<b>&amp;y"),
        ("a<b", "a"),
        ("&lt;&#65;&#x42;&nope;&#9999999;", "<AB&nope;&#9999999;"),
    ],
)
def test_markup(text, expected):
    assert HtmlStripCharFilter().filter(text)[0] == expected
