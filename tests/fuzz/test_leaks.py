"""Nothing of one tenant is in the answers to another."""

import logging
from pathlib import Path

import pytest

from tests.fuzz.leaks import ADMIN, ASKER, INDICES, leaks, tenants
from tests.fuzz.readings import SECRET

REQUESTS = 1_500


def test_answers_tell_nothing_of_what_is_hidden(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "findling.rest")
    with tenants(tmp_path / "data") as api:
        # what is looked for is there, and what is not hidden is found
        whole = api.call("POST", f"/{INDICES[0]}/_search?size=100", {}, ADMIN).raw
        seen = api.call("POST", f"/{INDICES[0]}/_search?q=tenant:a", {}, ASKER)
        assert SECRET.encode() in whole
        assert seen.body["hits"]["total"]["value"] == 5
        found = leaks(api, REQUESTS, seed=7)
    assert not found, "\n".join(found[:5])
