"""What a language of scripts is to those who use scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from findling.script.context import Context


class CompiledScript(Protocol):
    """A script that can be run. It has no state: threads share it."""

    @property
    def source(self) -> str: ...

    def execute(self, variables: Mapping[str, object]) -> object:
        """Returns its result; variables: those of the context, and params. Raises ScriptError."""


class Compile(Protocol):
    """Compiles a source. Raises ScriptError."""

    def __call__(self, source: str, context: Context, options: Mapping[str, str]) -> CompiledScript: ...


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its name.

    contexts: names of those that it can be used in; None: all that there are
    """

    name: str
    compile: Compile
    contexts: frozenset[str] | None = None

    def is_for(self, context: str) -> bool:
        """Whether it can be used in a context."""
        return self.contexts is None or context in self.contexts
