"""Every registered aggregation passes the battery."""

import pytest

from tests.batteries.aggregation import AGGREGATION_CHECKS, Check
from tests.batteries.engine import Engine, names
from tests.batteries.features import feature
from tests.batteries.known_faults import marks


@pytest.mark.parametrize("check", AGGREGATION_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", names("aggregations"))
def test_aggregation(request: pytest.FixtureRequest, battery: Engine, name: str, check: Check) -> None:
    marks(request, "aggregations", name, check)
    check(battery, feature("aggregations", name))
