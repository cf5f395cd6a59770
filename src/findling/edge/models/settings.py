"""What a bundle says of its model: which columns it takes, what it answers, and when that is doubtful."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import LIST, OBJECT, STRING, Member, parse_object

_DEFAULT_FILE: Final = "model.onnx"
_MOST_FEATURES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """When a prediction is sent back. low, high: numbers between which it is doubtful, bounds among them

    below: the probability of a label under which it is
    """

    low: float = 1.0
    high: float = 0.0
    below: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """How a model is asked.

    file: of the bundle; features: names of its columns, in order; output: name of the output of the graph that is the
    prediction, "" for the first; labels: of a classifier, whose output is one probability for each
    """

    file: str = _DEFAULT_FILE
    features: tuple[str, ...]
    output: str = ""
    labels: tuple[str, ...] = ()
    doubt: Doubt = Doubt()

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Reads the settings of a bundle. Raises XContentParseError, IllegalArgumentError."""
        given = parse_object("model", body, _MEMBERS)
        features = given.get("features", ())
        if not features or len(features) > _MOST_FEATURES or len(set(features)) < len(features):
            raise IllegalArgumentError("a model has [features]: the names of what it is asked with, each once")
        made = cls(**given)
        if made.labels and made.doubt.low <= made.doubt.high:
            raise IllegalArgumentError("[doubt] of a model with labels is [below] a probability")
        if made.doubt.below and not made.labels:
            raise IllegalArgumentError("[doubt] of a model without labels is [between] two numbers")
        return made

    def check_files(self, files: Mapping[str, bytes]) -> None:
        """Raises IllegalArgumentError if the bundle has no model."""
        if self.file not in files:
            raise IllegalArgumentError(f"[files] must have the model [{self.file}]")


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    if not all(isinstance(one, str) and one for one in values):
        raise IllegalArgumentError("there must be names")
    return tuple(values)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise IllegalArgumentError(f"[doubt] has numbers, not [{value}]")
    return float(value)


def _bounds(values: Sequence[Any]) -> tuple[float, float]:
    if len(values) != 2:
        raise IllegalArgumentError("[between] has two numbers")
    return _number(values[0]), _number(values[1])


def _doubt(body: Mapping[str, Any]) -> Doubt:
    given = parse_object("doubt", body, _DOUBT)
    low, high = given.get("between", (1.0, 0.0))
    return Doubt(low=low, high=high, below=given.get("below", 0.0))


_DOUBT: Final = {"between": Member(LIST, _bounds), "below": Member(read=_number)}
_MEMBERS: Final = {
    "file": Member(STRING),
    "features": Member(LIST, _texts),
    "output": Member(STRING),
    "labels": Member(LIST, _texts),
    "doubt": Member(OBJECT, _doubt),
}
