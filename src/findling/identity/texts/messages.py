"""The texts of pages and mails, in English and German; an operator's folder may change them and add languages."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import orjson

from findling.identity.texts.templates import fill

DEFAULT: Final = "en"
_OWN: Final = ("en", "de")


@cache
def catalogs(folder: Path | None) -> Mapping[str, Mapping[str, str]]:
    """Returns the texts by language and name. folder: has NAME.json of languages, whose texts replace ours"""
    data = files("findling.identity.texts").joinpath("data")
    found = {language: orjson.loads(data.joinpath(f"{language}.json").read_bytes()) for language in _OWN}
    for path in sorted(folder.glob("*.json")) if folder is not None else ():
        found[path.stem] = {**found[DEFAULT], **found.get(path.stem, {}), **orjson.loads(path.read_bytes())}
    return found


def language_of(folder: Path | None, wanted: str | None, accepted: str | None) -> str:
    """Returns the language to answer in.

    wanted: languages with blanks, as `ui_locales` has them; accepted: as the header Accept-Language
    """
    there = catalogs(folder)
    for tag in (*(wanted or "").split(), *_by_quality(accepted or "")):
        for name in (tag.lower(), tag.lower().partition("-")[0]):
            if name in there:
                return name
    return DEFAULT


def _by_quality(header: str) -> list[str]:
    weighted = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=")
        try:
            weighted.append((-float(quality or 1), place, tag.strip()))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighted)]


def mail_of(folder: Path | None, service: str, name: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Returns subject and text of a mail."""
    texts = catalogs(folder).get(language) or catalogs(folder)[DEFAULT]
    given = {"service": service, **values}
    subject, text = (fill(texts[f"mail-{name}-{part}"], given, texts, escape=False) for part in ("subject", "text"))
    return subject, text
