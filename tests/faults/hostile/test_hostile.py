"""A few hostile requests of each subject, to a server whose process may have a gigabyte; all of them: `__main__.py`."""

import random
from collections.abc import Iterator

import pytest

from tests.faults.hostile.campaign import Campaign, limited, memory_mb
from tests.faults.hostile.kinds import KINDS
from tests.system.server_process import ServerProcess

MEMORY_MB = 1024
NAMES = (
    "analysis: ngrams of a stored text", "analysis: edge ngrams", "analysis: repeated pattern",
    "queries: brackets", "queries: negations", "queries: regexp of many states", "queries: deep bool",
    "queries: huge numbers", "queries: long field names", "aggregations: intervals",
    "aggregations: bounds", "aggregations: milliseconds", "searches: page beyond",
    "scripts: endless fields", "scripts: endless execution", "scripts: patterns", "documents: deep",
    "documents: huge numbers", "state: deep fields", "state: shards", "connection: packed too long",
)  # fmt: skip


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    with ServerProcess(data, "--memory", "1gb", command=limited(MEMORY_MB << 20)) as server:
        made = Campaign(server, n_docs=2_000)
        made.prepare()
        yield made


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_request_is_answered_within_the_memory(campaign: Campaign, name: str) -> None:
    outcome = campaign.run(name, KINDS[name](random.Random(7)))
    assert not outcome.is_fault, outcome
    assert outcome.peak_mb < MEMORY_MB, outcome
    assert campaign.is_alive
    assert memory_mb(campaign.server) > 0
