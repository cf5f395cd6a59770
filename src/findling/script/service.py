"""The scripts of a node: from the definition of a request to a script that can be run, within what settings allow."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Final

from findling.base.clock import Clock, SystemClock
from findling.base.errors import (
    CircuitBreakingError,
    GeneralScriptError,
    IllegalArgumentError,
    ResourceNotFoundError,
    ScriptError,
)
from findling.script.compilation_rate import USE_CONTEXT, Rate
from findling.script.context import Context
from findling.script.definition import ScriptDefinition
from findling.script.language import CompiledScript, Language
from findling.script.languages import LANGUAGES
from findling.script.script_cache import CacheCounters, ScriptCache
from findling.script.stored_script import StoredScript

MAX_BYTES: Final = 65_535
RATE_SETTING: Final = "script.max_compilations_rate"
# contexts of scripts that are compiled once, when a mapping or a pipeline is made
_UNLIMITED: Final = frozenset(
    {
        "analysis", "ingest", "ingest_template", "processor_conditional", "painless_test", "boolean_field",
        "composite_field", "date_field", "double_field", "geo_point_field", "ip_field", "keyword_field", "long_field",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContextLimits:
    """The limits of one context, where the general ones leave it to the contexts."""

    max_size: int = 100
    expire_ms: int = 0
    rate: Rate = field(default_factory=lambda: Rate("75/5m", 75, 300_000))


@dataclass(frozen=True, slots=True)
class ScriptSettings:
    """What the settings of the cluster say of scripts.

    allowed_types, allowed_contexts: None: all
    contexts: limits of single contexts
    """

    max_bytes: int = MAX_BYTES
    cache_size: int = 3_000
    expire_ms: int = 0
    rate: Rate = field(default_factory=lambda: Rate("unlimited"))
    allowed_types: frozenset[str] | None = None
    allowed_contexts: frozenset[str] | None = None
    contexts: Mapping[str, ContextLimits] = field(default_factory=dict)


def _none_stored(name: str) -> StoredScript | None:
    return None


class ScriptService:
    """Compiles scripts and remembers them. Thread-safe.

    stored: finds a stored script by its id, None if there is none
    """

    def __init__(
        self,
        settings: ScriptSettings | None = None,
        stored: Callable[[str], StoredScript | None] = _none_stored,
        clock: Clock | None = None,
    ) -> None:
        self._stored = stored
        self._clock = clock or SystemClock()
        self.configure(settings or ScriptSettings())

    def configure(self, settings: ScriptSettings) -> None:
        """Takes over settings; caches whose limits change begin anew."""
        self._settings = settings
        self._caches: dict[str, ScriptCache] = {}
        self._general = ScriptCache(settings.cache_size, settings.expire_ms, settings.rate, RATE_SETTING, self._clock)

    def is_allowed(self, kind: str) -> bool:
        """Whether scripts of a type, inline or stored, may run."""
        allowed = self._settings.allowed_types
        return allowed is None or kind in allowed

    def compile(self, definition: ScriptDefinition, context: Context) -> CompiledScript:
        """Returns the script of a definition.

        Raises ScriptError, ResourceNotFoundError for a stored one that is not there, IllegalArgumentError for what is
        not allowed, GeneralScriptError for all else that keeps it from being compiled.
        """
        kind = "inline" if definition.id is None else "stored"
        if definition.id is not None:
            definition = self._find(definition)
        language = LANGUAGES.get(definition.lang)
        if language is None:
            raise IllegalArgumentError(f"script_lang not supported [{definition.lang}]")
        self._check_allowed(kind, context)
        _check_context(language, context)
        source = definition.source or ""
        if kind == "inline":
            self.check_size(source)
        key = (definition.lang, source, context.name, tuple(sorted(definition.options.items())))
        try:
            found: CompiledScript = self._cache(context.name).get(
                key,
                lambda: _compiled(language, source, context, definition.options),
                kind == "inline" and context.name not in _UNLIMITED,
            )
        except ScriptError:
            raise
        except (IllegalArgumentError, CircuitBreakingError) as error:
            shown = f"Failed to compile {kind} script [{source}] using lang [{definition.lang}]"
            raise GeneralScriptError(shown) from error
        return found

    def compile_unlimited(self, definition: ScriptDefinition, context: Context) -> CompiledScript:
        """Returns the script of a source that is to be stored. Raises ScriptError, IllegalArgumentError."""
        self._check_allowed("stored", context)
        return _compiled(LANGUAGES[definition.lang], definition.source or "", context, definition.options)

    def _find(self, definition: ScriptDefinition) -> ScriptDefinition:
        found = self._stored(definition.id or "")
        if found is None:
            raise ResourceNotFoundError(f"unable to find script [{definition.id}] in cluster state")
        return replace(definition, source=found.source, id=None, lang=found.lang, options=found.options)

    def _check_allowed(self, kind: str, context: Context) -> None:
        if not self.is_allowed(kind):
            raise IllegalArgumentError(f"cannot execute [{kind}] scripts")
        contexts = self._settings.allowed_contexts
        if contexts is not None and context.name not in contexts:
            raise IllegalArgumentError(f"cannot execute scripts using [{context.name}] context")

    def check_size(self, source: str, name: str | None = None) -> None:
        """Raises IllegalArgumentError for a source that is too long; name: of a stored script."""
        size = len(source.encode("utf-8", "surrogatepass"))
        if size > self._settings.max_bytes:
            what = "inline" if name is None else "stored"
            raise IllegalArgumentError(
                f"exceeded max allowed {what} script size in bytes [{self._settings.max_bytes}] with size [{size}] "
                f"for script [{source if name is None else name}]"
            )

    def _cache(self, context: str) -> ScriptCache:
        if self._settings.rate.text != USE_CONTEXT:
            return self._general
        found = self._caches.get(context)
        if found is None:
            limits = self._settings.contexts.get(context, ContextLimits())
            setting = f"script.context.{context}.max_compilations_rate"
            made = ScriptCache(limits.max_size, limits.expire_ms, limits.rate, setting, self._clock)
            found = self._caches.setdefault(context, made)
        return found

    def counters(self) -> CacheCounters:
        """Returns what all caches counted."""
        return _sum(cache.counters for cache in (self._general, *self._caches.values()))

    def history(self) -> dict[str, int]:
        """Returns how many scripts were compiled in the last while."""
        histories = [cache.history() for cache in (self._general, *self._caches.values())]
        return {name: sum(history[name] for history in histories) for name in histories[0]}

    def of_contexts(self) -> dict[str, CacheCounters]:
        """Returns what the caches of single contexts counted, if they have caches of their own."""
        return {name: cache.counters for name, cache in sorted(self._caches.items())}


def _sum(counters: Iterable[CacheCounters]) -> CacheCounters:
    total = CacheCounters()
    for each in counters:
        total.compilations += each.compilations
        total.evictions += each.evictions
        total.limit_triggered += each.limit_triggered
    return total


def _check_context(language: Language, context: Context) -> None:
    if not language.is_for(context.name):
        what = "script context" if language.name == "expression" else "context"
        raise IllegalArgumentError(f"{language.name} engine does not know how to handle {what} [{context.name}]")


def _compiled(language: Language, source: str, context: Context, options: Mapping[str, str]) -> CompiledScript:
    _check_context(language, context)
    return language.compile(source, context, options)


UNCHECKED: Final = ScriptService()
"""Without stored scripts and limits: for what is compiled outside of a node, and once, as mappings are made."""

_OF_REQUEST: Final[ContextVar[ScriptService]] = ContextVar("scripts", default=UNCHECKED)


def scripts_of_request() -> ScriptService:
    """Returns the service for scripts that run where the answers of shards come together."""
    return _OF_REQUEST.get()


@contextmanager
def scripts_for_request(scripts: ScriptService) -> Iterator[None]:
    """Makes a service that of the request for the length of a with block."""
    token = _OF_REQUEST.set(scripts)
    try:
        yield
    finally:
        _OF_REQUEST.reset(token)
