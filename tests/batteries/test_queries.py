"""Every registered query passes the battery."""

import pytest

from tests.batteries.engine import Engine, names
from tests.batteries.features import feature
from tests.batteries.known_faults import marks
from tests.batteries.query import QUERY_CHECKS, Check


@pytest.mark.parametrize("check", QUERY_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", names("queries"))
def test_query(request: pytest.FixtureRequest, battery: Engine, name: str, check: Check) -> None:
    marks(request, "queries", name, check)
    check(battery, feature("queries", name))
