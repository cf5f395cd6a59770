"""Which tokens of a query are left out: those of many documents and of little weight."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError, ParseError, XContentParseError
from findling.base.java_values import class_name
from findling.base.json_values import as_boolean, as_float, json_token
from findling.mapping.parameters import Place

RATIO: Final = "tokens_freq_ratio_threshold"
WEIGHT: Final = "tokens_weight_threshold"
SCORE_PRUNED: Final = "only_score_pruned_tokens"


@dataclass(frozen=True, slots=True)
class TokenPruning:
    """A token is left out if it is in more documents than `ratio` times the average, and its weight is not above
    `weight` times the best; `inverted`: only such tokens count.
    """

    ratio: float = 5.0
    weight: float = 0.4
    inverted: bool = False

    def check(self) -> None:
        """Raises IllegalArgumentError for numbers out of range."""
        if not 1 <= self.ratio <= 100:
            raise IllegalArgumentError(f"[{RATIO}] must be between [1] and [100], got {self.ratio}")
        if not 0 <= self.weight <= 1:
            raise IllegalArgumentError(f"[{WEIGHT}] must be between 0 and 1")

    def to_json(self) -> dict[str, object]:
        """Returns the members as mappings print them."""
        return {RATIO: self.ratio, WEIGHT: self.weight}


def unplaced(text: str, cause: FindlingError | None = None) -> XContentParseError:
    """Returns an error of the object parser that stands nowhere."""
    error = XContentParseError(text)
    error.has_place = False
    error.__cause__ = cause
    return error


def read_sparse_options(at: Place, value: object) -> dict[str, Any] | None:
    """Reads `index_options` of a sparse_vector: {"prune": true, "pruning_config": {...}}."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ParseError(f"index_options should be a map but was of type: class {class_name(value)}")
    options: dict[str, Any] = {}
    for key, entry in value.items():
        options[key] = _read_option(key, entry)
    if "pruning_config" in options and options.get("prune") is not True:
        fault = IllegalArgumentError(
            "[index_options] field [pruning_config] should only be set if [prune] is set to true"
        )
        raise unplaced("Failed to build [index_options] after last required field arrived", fault)
    return options


def _read_option(key: str, entry: object) -> Any:
    if key == "prune":
        _check_kind("index_options", key, entry, (bool, str))
        return _member("index_options", key, as_boolean, entry)
    if key != "pruning_config":
        raise unplaced(f"[0:0] [index_options] unknown field [{key}]")
    _check_kind("index_options", key, entry, (dict,))
    return _member("index_options", key, _read_pruning, entry)


def _read_pruning(config: Mapping[str, object]) -> TokenPruning:
    read: dict[str, Any] = {}
    for key, entry in config.items():
        if key not in (RATIO, WEIGHT):
            raise unplaced(f"[0:0] [pruning_config] unknown field [{key}]")
        _check_kind("pruning_config", key, entry, (int, float, str))
        read["ratio" if key == RATIO else "weight"] = _member("pruning_config", key, as_float, entry)
    pruning = TokenPruning(**read)
    try:
        pruning.check()
    except IllegalArgumentError as error:
        raise unplaced("Failed to build [pruning_config] after last required field arrived", error) from error
    return pruning


def _check_kind(name: str, key: str, entry: object, kinds: tuple[type, ...]) -> None:
    if type(entry) not in kinds:
        raise unplaced(f"[0:0] [{name}] {key} doesn't support values of type: {json_token(entry)}")


def _member(name: str, key: str, read: Callable[[Any], Any], entry: object) -> Any:
    try:
        return read(entry)
    except FindlingError as error:
        raise unplaced(f"[0:0] [{name}] failed to parse field [{key}]", error) from error
