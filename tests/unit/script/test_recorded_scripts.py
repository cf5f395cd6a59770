"""Scripts with the answers of a real Painless, to the place and the words of an error."""

import pytest

from tests.golden.painless.recorded import files, ours, records

CASES = [
    pytest.param(
        record,
        id=f"{path.stem}-{number}",
        marks=[pytest.mark.xfail(reason=record["differs"], strict=True)] if "differs" in record else [],
    )
    for path in files()
    for number, record in enumerate(records(path))
]


@pytest.mark.parametrize("record", CASES)
def test_answers_are_those_of_painless(record):
    assert ours(record) == record["answer"], record["source"]


def test_there_are_hundreds():
    assert len(CASES) >= 250
