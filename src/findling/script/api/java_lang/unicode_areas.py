"""Character.UnicodeBlock and Character.UnicodeScript, by the areas of the Unicode Character Database."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, ClassVar, Final

from findling.script.api.declare import java_class
from findling.script.api.names import type_named
from findling.script.api.objects import enum_named
from findling.script.api.values.characters import checked
from findling.script.api.values.java_object import JavaEnum
from findling.script.api.values.throwing import thrown
from findling.script.types import Array, array_of


class UnicodeBlock(JavaEnum):
    """A block of characters."""

    java_class: ClassVar[str] = "java.lang.Character$UnicodeBlock"


class UnicodeScript(JavaEnum):
    """A script that people write in."""

    java_class: ClassVar[str] = "java.lang.Character$UnicodeScript"


@cache
def _areas(kind: str) -> tuple[list[int], list[str]]:
    """Returns where areas begin, and their names, with a plus behind those that scripts may name.

    kind: block or script
    """
    text = resources.files("findling.script.api").joinpath("data/unicode_blocks.txt").read_text(encoding="ascii")
    lines = text.partition("script\n")[0 if kind == "block" else 2].splitlines()[1 if kind == "block" else 0 :]
    pairs = [line.partition(" ") for line in lines]
    return [int(start, 16) for start, _, _ in pairs], [name for _, _, name in pairs]


def _constants(kind: str, of: type[JavaEnum]) -> dict[str, JavaEnum]:
    names = dict.fromkeys(name for name in _areas(kind)[1] if name != "null")
    return {name: of(name.removesuffix(" +"), place) for place, name in enumerate(names)}


def _named(constants: dict[str, JavaEnum]) -> dict[str, JavaEnum]:
    """Returns those that scripts may name, by name."""
    return {area.name: area for name, area in constants.items() if name.endswith("+")}


_BLOCKS: Final = _constants("block", UnicodeBlock)
_SCRIPTS: Final = _constants("script", UnicodeScript)


def _of(kind: str, constants: dict[str, JavaEnum]) -> Callable[[int], Any]:
    def run(code: int) -> Any:
        checked(code)
        starts, names = _areas(kind)
        return constants.get(names[bisect_right(starts, code) - 1])

    return run


def _plain(name: str) -> str:
    return re.sub(r"[ _-]", "", name).upper()


def _block_named(name: str) -> JavaEnum:
    for block in _BLOCKS.values():
        if _plain(block.name) == _plain(name):
            return block
    raise thrown("IllegalArgumentException", f"Not a valid block name: {name}")


def _script_named(name: str) -> Any:
    return enum_named(_SCRIPTS.values(), _SHORT.get(name.upper(), name.upper()))


_SHORT: Final = {
    "LATN": "LATIN",
    "GREK": "GREEK",
    "CYRL": "CYRILLIC",
    "ARAB": "ARABIC",
    "HEBR": "HEBREW",
    "HANI": "HAN",
}
_BLOCK: Final[dict[str, Any]] = {
    **{f"const Character.UnicodeBlock {name}": block for name, block in _named(_BLOCKS).items()},
    "static Character.UnicodeBlock forName(String)": _block_named,
    "static Character.UnicodeBlock of(int)": _of("block", _BLOCKS),
}
_SCRIPT: Final[dict[str, Any]] = {
    **{f"const Character.UnicodeScript {name}": script for name, script in _named(_SCRIPTS).items()},
    "static Character.UnicodeScript forName(String)": _script_named,
    "static Character.UnicodeScript of(int)": _of("script", _SCRIPTS),
    "static Character.UnicodeScript valueOf(String)": lambda name: enum_named(_SCRIPTS.values(), name),
    "static Character.UnicodeScript[] values()": lambda: Array(
        array_of(type_named("Character.UnicodeScript")), _SCRIPTS.values()
    ),
}

CLASSES: Final = (
    java_class("Character.UnicodeBlock", "Character.Subset", _BLOCK, python=(UnicodeBlock,)),
    java_class("Character.UnicodeScript", "Enum", _SCRIPT, python=(UnicodeScript,)),
)
