"""From a source to what runs it: the whole way through the language. Imported when the first script comes."""

from dataclasses import dataclass
from functools import lru_cache

from findling.script.api.class_info import ClassInfo
from findling.script.api.classes import CLASSES
from findling.script.context import Context
from findling.script.painless.builder_statements import parse
from findling.script.painless.checking.script import check
from findling.script.painless.classes import Classes
from findling.script.painless.columns.compiled import ColumnScript, compile_columns
from findling.script.painless.rows.compiled import Compiled, compile_rows
from findling.script.painless.scanner import scan


@dataclass(frozen=True, slots=True)
class CompiledSource:
    """What a source has become. See findling.script.engine.Script, whose parts these are."""

    variables: frozenset[str]
    members: frozenset[str]
    columns: ColumnScript | None
    statements: tuple[int, ...]
    rows: Compiled


def compile_source(source: str, context: Context) -> CompiledSource:
    """Compiles a source. Raises CompileFault."""
    classes = _classes(context.classes)
    names = {token.text for token in scan(source) if token.kind == "ID"}
    checked, checker = check(parse(source), context, classes, names)
    return CompiledSource(
        frozenset(checked.variables),
        frozenset(checker.members),
        compile_columns(checked, classes),
        checked.statements,
        compile_rows(checked, classes),
    )


@lru_cache(maxsize=64)
def _classes(own: tuple[ClassInfo, ...]) -> Classes:
    return Classes((*CLASSES, *own))
