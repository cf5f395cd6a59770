"""quick_init: the same class, made faster."""

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from findling.base.quick_init import quick_init


@dataclass(frozen=True, kw_only=True)
class Base:
    boost: float = 1.0


@quick_init
@dataclass(frozen=True, kw_only=True)
class Quick(Base):
    name: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plain(Base):
    name: str
    terms: tuple[str, ...] = ()


def test_fields_defaults_and_keywords_are_those_of_the_dataclass() -> None:
    quick = Quick(name="a", terms=("x",))
    assert vars(quick) == vars(Plain(name="a", terms=("x",)))
    assert quick == Quick(name="a", terms=("x",), boost=1.0)
    assert hash(quick) == hash(Quick(name="a", terms=("x",)))
    assert replace(quick, boost=2.0) == Quick(name="a", terms=("x",), boost=2.0)
    assert repr(quick) == "Quick(boost=1.0, name='a', terms=('x',))"


def test_instances_stay_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Quick(name="a").name = "b"  # type: ignore[misc]


def test_a_missing_or_unknown_argument_is_refused() -> None:
    with pytest.raises(TypeError, match="name"):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        Quick(name="a", colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        Quick("a")  # type: ignore[misc]


def test_positional_fields_stay_positional() -> None:
    @quick_init
    @dataclass(frozen=True)
    class Pair:
        left: int
        right: int = 2

    assert vars(Pair(1)) == {"left": 1, "right": 2}


def test_default_factories_make_a_value_for_each_instance() -> None:
    @quick_init
    @dataclass(frozen=True)
    class WithFactory:
        names: list[str] = field(default_factory=list)

    assert WithFactory(["a"]).names == ["a"]
    assert WithFactory().names == []
    assert WithFactory().names is not WithFactory().names


def test_slots_are_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Slotted:
        name: str

    with pytest.raises(TypeError, match="Slotted has slots"):
        quick_init(Slotted)
