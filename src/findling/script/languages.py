"""All languages of scripts."""

from collections.abc import Mapping
from typing import Final

from findling.base.errors import not_supported
from findling.script.context import Context
from findling.script.expression.engine import EXPRESSION
from findling.script.language import CompiledScript, Language
from findling.script.mustache.engine import MUSTACHE


def _compile_painless(source: str, context: Context, options: Mapping[str, str]) -> CompiledScript:
    raise not_supported("painless")


PAINLESS: Final = Language("painless", _compile_painless)
LANGUAGES: Final = {language.name: language for language in (PAINLESS, MUSTACHE, EXPRESSION)}
"""By name."""
