"""Random and UUID."""

from collections.abc import Callable
from itertools import repeat
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import compare
from findling.script.api.streams.primitive import DoubleStream, IntStream, LongStream
from findling.script.api.values.java_random import JavaRandom
from findling.script.api.values.throwing import thrown
from findling.script.api.values.uuid_object import Uuid
from findling.script.painless.limits import check_elements


def _many(count: int, make: Callable[[], Any]) -> Any:
    if count < 0:
        raise thrown("IllegalArgumentException", "size must be non-negative")
    check_elements(count)
    return (make() for _ in repeat(None, count))


def _check(low: Any, high: Any) -> None:
    if low >= high:
        raise thrown("IllegalArgumentException", "bound must be greater than origin")


def _int_between(random: JavaRandom, low: int, high: int) -> int:
    if 0 < high - low < 1 << 31:
        return random.next_int(high - low) + low
    while not low <= (value := random.next_any_int()) < high:
        pass
    return value


def _long_between(random: JavaRandom, low: int, high: int) -> int:
    value, width = random.next_long(), high - low
    if width & (width - 1) == 0:
        return (value & (width - 1)) + low
    if width > 0:
        bits = (value & ((1 << 64) - 1)) >> 1
        while bits + width - 1 - bits % width >= 1 << 63:
            bits = (random.next_long() & ((1 << 64) - 1)) >> 1
        return bits % width + low
    return value


def _ints(random: JavaRandom, count: int, low: int | None = None, high: int = 0) -> IntStream:
    if low is None:
        return IntStream(_many(count, random.next_any_int))
    _check(low, high)
    return IntStream(_many(count, lambda: _int_between(random, low, high)))


def _longs(random: JavaRandom, count: int, low: int | None = None, high: int = 0) -> LongStream:
    if low is None:
        return LongStream(_many(count, random.next_long))
    _check(low, high)
    return LongStream(_many(count, lambda: _long_between(random, low, high)))


def _doubles(random: JavaRandom, count: int, low: float | None = None, high: float = 0.0) -> DoubleStream:
    if low is None:
        return DoubleStream(_many(count, random.next_double))
    _check(low, high)
    return DoubleStream(_many(count, lambda: random.next_double() * (high - low) + low))


CLASSES: Final = (
    java_class(
        "Random",
        "Object",
        {
            "new()": JavaRandom,
            "new(long)": JavaRandom,
            "DoubleStream doubles(long)": _doubles,
            "DoubleStream doubles(long,double,double)": _doubles,
            "IntStream ints(long)": _ints,
            "IntStream ints(long,int,int)": _ints,
            "LongStream longs(long)": _longs,
            "LongStream longs(long,long,long)": _longs,
            "boolean nextBoolean()": JavaRandom.next_boolean,
            "void nextBytes(byte[])": JavaRandom.fill,
            "double nextDouble()": JavaRandom.next_double,
            "float nextFloat()": JavaRandom.next_float,
            "double nextGaussian()": JavaRandom.next_gaussian,
            "int nextInt()": JavaRandom.next_any_int,
            "int nextInt(int)": JavaRandom.next_int,
            "long nextLong()": JavaRandom.next_long,
            "void setSeed(long)": JavaRandom.set_seed,
        },
        python=(JavaRandom,),
    ),
    java_class(
        "UUID",
        "Object Comparable",
        {
            "new(long,long)": Uuid,
            "int compareTo(UUID)": compare,
            "int clockSequence()": Uuid.clock_sequence,
            "static UUID fromString(String)": Uuid.of_text,
            "long getLeastSignificantBits()": lambda given: given.least,
            "long getMostSignificantBits()": lambda given: given.most,
            "static UUID randomUUID()": Uuid.random,
            "static UUID nameUUIDFromBytes(byte[])": Uuid.of_bytes,
            "long node()": Uuid.node,
            "long timestamp()": Uuid.timestamp,
            "int variant()": Uuid.variant,
            "int version()": Uuid.version,
        },
        python=(Uuid,),
    ),
)
