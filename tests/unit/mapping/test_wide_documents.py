"""Documents of very many fields: who asks for them can be stopped while they are read."""

import pytest

from findling.base.errors import TaskCancelledError
from findling.base.work.current import Work
from findling.script.json_values import json_value
from tests.unit.mapping.conftest import MakeMapping


def _stop() -> None:
    raise TaskCancelledError("task cancelled")


def test_reading_many_fields_can_be_stopped(make_mapping: MakeMapping) -> None:
    mapping = make_mapping()
    few, many = ({f"f{n}": n for n in range(size)} for size in (100, 300))
    with Work(check=_stop):
        mapping.parse_batch(["1"], [few])
        with pytest.raises(TaskCancelledError):
            mapping.parse_batch(["1"], [many])


def test_what_a_script_made_is_written_down_until_it_is_stopped() -> None:
    with Work(check=_stop):
        assert json_value({"a": [1, 2]}) == {"a": [1, 2]}
        with pytest.raises(TaskCancelledError):
            json_value({"a": list(range(2_000))})
        with pytest.raises(TaskCancelledError):
            json_value({f"f{n}": n for n in range(2_000)})
