"""Every text that a page or an answer names is there in every language."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from findling.identity.texts.messages import catalogs, language_of

DATA = files("findling.identity.texts").joinpath("data")
SOURCES = Path(str(files("findling.identity")))
NAMED = re.compile(r'(?:fault|notice)="([a-z-]+)"')
PLACE = re.compile(r"\{\{_([\w-]+)\}\}")


def pages() -> list[str]:
    return sorted(path.name for path in DATA.iterdir() if path.name.endswith(".html"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_language_has_all_texts(language: str) -> None:
    texts = catalogs(None)[language]
    wanted = {name for page in pages() for name in PLACE.findall(DATA.joinpath(page).read_text())}
    wanted |= {f"{page.removesuffix('.html')}-title" for page in pages() if page != "layout.html"}
    wanted |= {name for path in SOURCES.rglob("*.py") for name in NAMED.findall(path.read_text())}
    assert sorted(wanted - set(texts)) == []
    assert set(texts) == set(catalogs(None)["en"])
    assert all(texts.values())


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        (None, None, "en"),
        ("de-AT en", None, "de"),
        (None, "fr;q=1, de;q=0.5, en;q=0.4", "de"),
        (None, "de;q=0.1, en;q=0.9", "en"),
        ("xx", "de", "de"),
        (None, ";;;,,q=", "en"),
    ],
)
def test_which_language_is_spoken(wanted: str | None, accepted: str | None, language: str) -> None:
    assert language_of(None, wanted, accepted) == language
