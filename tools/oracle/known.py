"""Differences that are known and explained: those of random requests, by what was asked and where answers differ."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.batteries.features import Json

FILE = Path(__file__).parent / "differences.json"


@dataclass(frozen=True)
class Known:
    """One explanation.

    asked: a regular expression found in the request
    differs: one found in the line of the difference, "path: the judge's | ours"
    reason: why; begins with "open:" where it is to be mended
    """

    asked: str
    differs: str
    reason: str


@cache
def known() -> tuple[Known, ...]:
    return tuple(Known(**entry) for entry in json.loads(FILE.read_text()))


def explanation(body: Json, line: str) -> str | None:
    """Returns the reason of a difference, None if nothing explains it."""
    asked = json.dumps(body)
    return next((k.reason for k in known() if re.search(k.asked, asked) and re.search(k.differs, line)), None)
