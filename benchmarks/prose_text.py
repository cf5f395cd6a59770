"""Paragraphs of documentation files: HTML, POD, and plain text such as reStructuredText or AsciiDoc."""

import re
from html.parser import HTMLParser
from pathlib import Path

_BLANK = re.compile(r"\n\s*\n")
_MARKUP = re.compile(r"[A-Z]<+\s?|(?<=\w)>+|:[\w:]+:`|[`*|=~^#_]{2,}|[`*|]")
_SKIPPED = frozenset({"script", "style", "nav", "header", "footer", "noscript", "head"})
_INLINE = frozenset(
    {"a", "b", "i", "em", "strong", "code", "span", "tt", "kbd", "var", "samp", "sup", "sub", "u", "small"}
)
_LEAST_WORDS = 4


def paragraphs(path: Path) -> tuple[str, list[str]]:
    """Returns a file's title (its first paragraph or <title>, or the file's name) and its paragraphs."""
    text = path.read_text(encoding="utf-8", errors="replace")
    title, found = _of_html(text) if path.suffix == ".html" else ("", _BLANK.split(text))
    cleaned = [clean for paragraph in found if len((clean := _clean(paragraph, path.suffix)).split()) >= _LEAST_WORDS]
    return (_clean(title, ".html") or path.name.partition(".")[0])[:200], cleaned


def _clean(paragraph: str, suffix: str) -> str:
    plain = paragraph if suffix == ".html" else _MARKUP.sub(" ", paragraph)
    return " ".join(plain.split())


def _of_html(text: str) -> tuple[str, list[str]]:
    parser = _Paragraphs()
    parser.feed(text)
    parser.close()
    return parser.title, parser.found


class _Paragraphs(HTMLParser):
    """Collects the text between block tags. Unclosed tags that are skipped end with the next one of their name."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.found: list[str] = []
        self._parts: list[str] = []
        self._skipping: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        if tag in _SKIPPED:
            self._skipping.append(tag)
        self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if self._skipping and self._skipping[-1] == tag:
            self._skipping.pop()
        self._block(tag)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._skipping:
            self._parts.append(data)

    def close(self) -> None:
        super().close()
        self._block("")

    def _block(self, tag: str) -> None:
        if tag not in _INLINE and self._parts:
            self.found.append("".join(self._parts))
            self._parts = []
