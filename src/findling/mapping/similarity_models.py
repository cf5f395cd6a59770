"""Scoring models other than BM25 that index settings can choose, with their parameters, as data.

Named and checked as Elasticsearch's SimilarityProviders does; parameters are floats of Java, hence rounded to float32.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.mapping.scripted_similarity import Scripted

Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Normalization:
    """How the length of a field changes a term's frequency: no, h1, h2, h3 or z, with its one parameter."""

    kind: str
    parameter: float = 0.0


@dataclass(frozen=True, slots=True)
class Dfr:
    """Divergence from randomness: basic model g, if, in or ine; after effect b or l."""

    basic_model: str
    after_effect: str
    normalization: Normalization


@dataclass(frozen=True, slots=True)
class Dfi:
    """Divergence from independence, measured as standardized, saturated or chisquared."""

    measure: str


@dataclass(frozen=True, slots=True)
class InformationBased:
    """Information-based model: distribution ll or spl; lambda from df or ttf."""

    distribution: str
    lambda_: str
    normalization: Normalization


@dataclass(frozen=True, slots=True)
class LmDirichlet:
    """Language model with Dirichlet smoothing."""

    mu: float


@dataclass(frozen=True, slots=True)
class LmJelinekMercer:
    """Language model with Jelinek-Mercer smoothing."""

    lambda_: float


Model = Dfr | Dfi | InformationBased | LmDirichlet | LmJelinekMercer | Scripted

_NORMALIZATIONS: Final = {"h1": ("c", 1.0), "h2": ("c", 1.0), "h3": ("c", 800.0), "z": ("z", 0.3)}
_NORMALIZATION_SETTINGS: Final = (
    "normalization",
    *(f"normalization.{kind}.{parameter}" for kind, (parameter, _) in _NORMALIZATIONS.items()),
)


def read_number(definition: Definition, name: str, default: float) -> float:
    """Returns a setting as the float32 that Java reads; raises IllegalArgumentError if it is none."""
    value = definition.get(name, default)
    try:
        return float(np.float32(value))
    except (TypeError, ValueError):
        raise IllegalArgumentError(f"Failed to parse value [{value}] for setting [{name}]") from None


def _choice(definition: Definition, name: str, title: str, choices: tuple[str, ...], list_them: bool = True) -> str:
    value = definition.get(name)
    if value in choices:
        return str(value)
    listed = f", expected one of [{', '.join(choices)}]" if list_them else ""
    raise IllegalArgumentError(f"Unsupported {title} [{'null' if value is None else value}]{listed}")


def _read_dfr(definition: Definition) -> Dfr:
    if definition.get("basic_model") in ("be", "d", "p"):
        raise IllegalArgumentError(
            f"Basic model [{definition['basic_model']}] isn't supported anymore, please use another model."
        )
    basic_model = _choice(definition, "basic_model", "BasicModel", ("g", "if", "in", "ine"))
    if definition.get("after_effect") == "no":
        raise IllegalArgumentError("After effect [no] isn't supported anymore, please use another effect.")
    after_effect = _choice(definition, "after_effect", "AfterEffect", ("b", "l"))
    return Dfr(basic_model, after_effect, _read_normalization(definition))


def _read_normalization(definition: Definition) -> Normalization:
    kind = _choice(definition, "normalization", "Normalization", ("no", *_NORMALIZATIONS), list_them=False)
    if kind == "no":
        return Normalization(kind)
    parameter, default = _NORMALIZATIONS[kind]
    value = read_number(definition, f"normalization.{kind}.{parameter}", default)
    if kind == "z" and not 0 < value < 0.5:
        raise IllegalArgumentError(f"illegal z value: {_shown(value)}, must be in the range (0 .. 0.5)")
    name = "mu" if kind == "h3" else parameter
    if not 0 <= value < math.inf:
        raise IllegalArgumentError(f"illegal {name} value: {_shown(value)}, must be a non-negative finite value")
    return Normalization(kind, value)


def _shown(value: float) -> str:
    return str(np.float32(value))


def _read_dfi(definition: Definition) -> Dfi:
    choices = ("chisquared", "saturated", "standardized")
    return Dfi(_choice(definition, "independence_measure", "IndependenceMeasure", choices))


def _read_ib(definition: Definition) -> InformationBased:
    distribution = _choice(definition, "distribution", "Distribution", ("ll", "spl"), list_them=False)
    lambda_ = _choice(definition, "lambda", "Lambda", ("df", "ttf"), list_them=False)
    return InformationBased(distribution, lambda_, _read_normalization(definition))


def _read_dirichlet(definition: Definition) -> LmDirichlet:
    mu = read_number(definition, "mu", 2000.0)
    if not 0 <= mu < math.inf:
        raise IllegalArgumentError(f"illegal mu value: {_shown(mu)}, must be a non-negative finite value")
    return LmDirichlet(mu)


def _read_jelinek_mercer(definition: Definition) -> LmJelinekMercer:
    lambda_ = read_number(definition, "lambda", 0.1)
    if not 0 < lambda_ <= 1:
        raise IllegalArgumentError("lambda must be in the range (0 .. 1]")
    return LmJelinekMercer(lambda_)


# by `type`: the settings that are known, and what reads them
MODELS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Definition], Model]]]] = {
    "DFR": (("basic_model", "after_effect", *_NORMALIZATION_SETTINGS), _read_dfr),
    "DFI": (("independence_measure",), _read_dfi),
    "IB": (("distribution", "lambda", *_NORMALIZATION_SETTINGS), _read_ib),
    "LMDirichlet": (("mu",), _read_dirichlet),
    "LMJelinekMercer": (("lambda",), _read_jelinek_mercer),
}
