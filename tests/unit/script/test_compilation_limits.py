"""How many scripts may be compiled, how long they may be, and of which kinds they are."""

import pytest

from findling.base.clock import FixedClock
from findling.base.errors import CircuitBreakingError, GeneralScriptError, IllegalArgumentError
from findling.script.compilation_rate import USE_CONTEXT, Rate, parse_rate
from findling.script.context import Context
from findling.script.contexts import CONTEXTS
from findling.script.definition import ScriptDefinition
from findling.script.service import ContextLimits, ScriptService, ScriptSettings
from findling.script.stored_script import StoredScript

MINUTE = 60_000
FIELD, SCORE, INGEST = (CONTEXTS[name] for name in ("field", "score", "ingest"))


def script(number: int) -> ScriptDefinition:
    return ScriptDefinition(f"return {number}")


def refused(service: ScriptService, definition: ScriptDefinition, context: Context) -> str:
    """Returns why a script is too many."""
    with pytest.raises(GeneralScriptError) as caught:
        service.compile(definition, context)
    assert isinstance(caught.value.__cause__, CircuitBreakingError)
    return caught.value.__cause__.reason


def test_the_rate_fills_up_again():
    clock = FixedClock(0)
    service = ScriptService(ScriptSettings(rate=parse_rate("x", "2/1m")), clock=clock)
    for number in (1, 2, 1, 2):
        service.compile(script(number), FIELD)  # those that are known count once
    assert refused(service, script(3), FIELD) == (
        "[script] Too many dynamic script compilations within, max: [2/1m]; please use indexed, or scripts with "
        "parameters instead; this limit can be changed by the [script.max_compilations_rate] setting"
    )
    clock.advance(MINUTE // 2)
    service.compile(script(3), FIELD)
    assert refused(service, script(4), FIELD)
    assert (service.counters().compilations, service.counters().limit_triggered) == (3, 2)


def test_stored_scripts_and_those_compiled_once_have_no_rate():
    def stored(name: str) -> StoredScript:
        return StoredScript("painless", f"return {name}")

    service = ScriptService(ScriptSettings(rate=parse_rate("x", "0/1m")), stored, FixedClock(0))
    service.compile(ScriptDefinition(id="1"), FIELD)
    service.compile(ScriptDefinition("ctx.a = 1"), INGEST)
    assert refused(service, script(3), FIELD)


def test_contexts_with_rates_of_their_own():
    limits = {"field": ContextLimits(rate=parse_rate("x", "1/1m"))}
    service = ScriptService(ScriptSettings(rate=Rate(USE_CONTEXT), contexts=limits), clock=FixedClock(0))
    service.compile(script(1), FIELD)
    service.compile(script(2), SCORE)
    assert "the [script.context.field.max_compilations_rate] setting" in refused(service, script(2), FIELD)
    service.compile(script(3), SCORE)
    assert service.of_contexts()["field"].limit_triggered == 1


def test_the_cache_forgets_what_was_not_used():
    clock = FixedClock(0)
    service = ScriptService(ScriptSettings(cache_size=2, expire_ms=MINUTE), clock=clock)
    for number in (1, 2, 1, 3):  # 2 makes room
        service.compile(script(number), FIELD)
    assert (service.counters().compilations, service.counters().evictions) == (3, 1)
    clock.advance(MINUTE + 1)
    service.compile(script(1), FIELD)
    assert service.counters().compilations == 4


def test_sizes():
    service = ScriptService(ScriptSettings(max_bytes=10))
    service.compile(ScriptDefinition("return 123"), FIELD)
    with pytest.raises(IllegalArgumentError) as caught:
        service.compile(ScriptDefinition("return '\u00e9'"), FIELD)
    assert caught.value.reason == (
        "exceeded max allowed inline script size in bytes [10] with size [11] for script [return '\u00e9']"
    )


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (ScriptSettings(allowed_types=frozenset({"stored"})), "cannot execute [inline] scripts"),
        (ScriptSettings(allowed_types=frozenset()), "cannot execute [inline] scripts"),
        (ScriptSettings(allowed_contexts=frozenset({"score"})), "cannot execute scripts using [field] context"),
    ],
)
def test_types_and_contexts(settings: ScriptSettings, reason: str):
    with pytest.raises(IllegalArgumentError) as caught:
        ScriptService(settings).compile(script(1), FIELD)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x", "parameter must contain a positive integer and a timevalue, i.e. 10/1m, but was [x]"),
        ("-1/1m", "rate [-1] must be positive"),
        ("1/10s", "time value [10s] must be at least on a one minute resolution"),
    ],
)
def test_rates_that_are_none(text: str, reason: str):
    with pytest.raises(IllegalArgumentError) as caught:
        parse_rate("script.max_compilations_rate", text)
    assert caught.value.reason == reason
