"""All languages of scripts."""

from collections.abc import Mapping
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.script.context import Context
from findling.script.engine import Script, compile_script
from findling.script.expression.engine import EXPRESSION
from findling.script.language import Language
from findling.script.mustache.engine import MUSTACHE


def _compile_painless(source: str, context: Context, options: Mapping[str, str]) -> Script:
    if options:
        shown = ", ".join(f"{name}={value}" for name, value in options.items())
        raise IllegalArgumentError(f"Unrecognized compile-time parameter(s): {{{shown}}}")
    return compile_script(source, context)


PAINLESS: Final = Language("painless", _compile_painless)
LANGUAGES: Final = {language.name: language for language in (PAINLESS, MUSTACHE, EXPRESSION)}
"""By name."""
