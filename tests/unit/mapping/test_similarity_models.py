"""Which settings of similarities are taken, and how wrong ones are refused."""

from typing import Any

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError
from findling.mapping.similarity import Similarity, check_similarity
from findling.mapping.similarity_models import Dfi, Dfr, InformationBased, LmDirichlet, LmJelinekMercer, Normalization

H2 = {"normalization": "h2", "normalization.h2.c": "3.0"}
DFR = {"type": "DFR", "basic_model": "g", "after_effect": "l"}


@pytest.mark.parametrize(
    ("definition", "model"),
    [
        (DFR | H2, Dfr("g", "l", Normalization("h2", 3.0))),
        (DFR | {"normalization": "no"}, Dfr("g", "l", Normalization("no"))),
        (DFR | {"normalization": "h3"}, Dfr("g", "l", Normalization("h3", 800.0))),
        (DFR | {"normalization": "z"}, Dfr("g", "l", Normalization("z", float(np.float32(0.3))))),
        ({"type": "DFI", "independence_measure": "saturated"}, Dfi("saturated")),
        (
            {"type": "IB", "distribution": "ll", "lambda": "df", "normalization": "h1"},
            InformationBased("ll", "df", Normalization("h1", 1.0)),
        ),
        ({"type": "LMDirichlet"}, LmDirichlet(2000.0)),
        ({"type": "LMJelinekMercer", "lambda": 0.5}, LmJelinekMercer(0.5)),
    ],
)
def test_models_are_read(definition: dict[str, Any], model: Any) -> None:
    assert check_similarity("mine", definition) == Similarity(definition["type"], model=model)


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"type": "DFR"}, "Unsupported BasicModel [null], expected one of [g, if, in, ine]"),
        ({"type": "DFR", "basic_model": "be"}, "Basic model [be] isn't supported anymore, please use another model."),
        (
            {"type": "DFR", "basic_model": "g", "after_effect": "x"},
            "Unsupported AfterEffect [x], expected one of [b, l]",
        ),
        (DFR | {"after_effect": "no"}, "After effect [no] isn't supported anymore, please use another effect."),
        (DFR | {"normalization": "h4"}, "Unsupported Normalization [h4]"),
        (DFR, "Unsupported Normalization [null]"),
        (DFR | H2 | {"mu": "1"}, "Unknown settings for similarity of type [DFR]: [mu]"),
        (
            DFR | {"normalization": "h1", "normalization.h1.c": "-1"},
            "illegal c value: -1.0, must be a non-negative finite value",
        ),
        (
            DFR | {"normalization": "z", "normalization.z.z": "0.5"},
            "illegal z value: 0.5, must be in the range (0 .. 0.5)",
        ),
        (
            {"type": "DFI", "independence_measure": "x"},
            "Unsupported IndependenceMeasure [x], expected one of [chisquared, saturated, standardized]",
        ),
        ({"type": "IB", "distribution": "x"}, "Unsupported Distribution [x]"),
        ({"type": "IB", "distribution": "ll", "lambda": "x"}, "Unsupported Lambda [x]"),
        ({"type": "LMDirichlet", "mu": "-2"}, "illegal mu value: -2.0, must be a non-negative finite value"),
        ({"type": "LMDirichlet", "mu": "far"}, "Failed to parse value [far] for setting [mu]"),
        ({"type": "LMDirichlet", "discount_overlaps": "true"}, "Unknown settings for similarity of type [LMDirichlet]"),
        ({"type": "LMJelinekMercer", "lambda": "0"}, "lambda must be in the range (0 .. 1]"),
        ({"type": "TFIDF"}, "Unknown Similarity type [TFIDF] for [mine]"),
    ],
)
def test_settings_that_are_refused(definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        check_similarity("mine", definition)
    assert caught.value.reason.startswith(reason)


def test_overlaps_are_discounted_unless_the_settings_say_otherwise() -> None:
    assert check_similarity("mine", {"type": "BM25"}).discount_overlaps
    assert not check_similarity("mine", {"type": "BM25", "discount_overlaps": "false"}).discount_overlaps
