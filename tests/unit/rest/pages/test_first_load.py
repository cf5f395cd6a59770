"""What a browser loads before the console can be used: of what was built, where it was built; nothing is built here."""

import re
from gzip import decompress
from typing import Final

import pytest

from findling.rest.pages.console import CONSOLE

_MOST_BYTES: Final = 160 << 10
_NAME: Final = re.compile(r"/assets/([\w.-]+)")
_STATIC: Final = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_FIRST_PAGE: Final = re.compile(r"overview-[\w-]+\.js\.gz")

pytestmark = pytest.mark.skipif(not CONSOLE.is_built(), reason="the console is not built where there is no Node.js")


def _packed(name: str) -> bytes:
    return (CONSOLE.folder / "assets" / f"{name}.gz").read_bytes()


def _first_load() -> set[str]:
    """Returns the files that the page names, the first page of the menu, and what they import."""
    text = (CONSOLE.folder / "index.html").read_text(encoding="utf-8")
    pages = [one.name for one in (CONSOLE.folder / "assets").iterdir() if _FIRST_PAGE.fullmatch(one.name)]
    assert len(pages) == 1
    waiting, found = [*_NAME.findall(text), pages[0].removesuffix(".gz")], set[str]()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name.endswith(".js"):
            waiting += _STATIC.findall(decompress(_packed(name)).decode())
    return found


def test_the_first_load_is_small() -> None:
    files = _first_load()
    assert any(name.endswith(".css") for name in files)
    assert len([name for name in files if name.endswith(".js")]) > 1
    size = len((CONSOLE.folder / "index.html").read_bytes()) + sum(len(_packed(name)) for name in files)
    assert size <= _MOST_BYTES


@pytest.mark.parametrize("name", ["charts", "editor", "worker", "identity"])
def test_what_is_not_needed_at_once_comes_later(name: str) -> None:
    assert not [one for one in _first_load() if one.startswith(f"{name}-")]
