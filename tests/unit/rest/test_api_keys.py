"""What API keys may do with API keys."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from tests.reference.api import Api

ADMIN = {"authorization": f"Basic {b64encode(b'admin:admin-password').decode()}"}
KEY = "/_security/api_key"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def api(tmp_path: Path, clock: FixedClock) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)
    with Node(config, clock) as node:
        assert node.security is not None
        node.security.users.put(User("admin", ("superuser",)), "admin-password", None)
        yield Api(node)


def created(api: Api, **members: Any) -> tuple[str, dict[str, str]]:
    """Returns the id of a new key of the administrator, and the headers of who comes with it."""
    made = api.call("POST", KEY, {"name": "k", **members}, ADMIN).body
    return made["id"], {"authorization": f"ApiKey {made['encoded']}"}


@pytest.mark.parametrize("many", [False, True])
def test_a_key_does_not_give_itself_more_rights(api: Api, many: bool) -> None:
    id_, key = created(api, role_descriptors={"own": {"cluster": ["manage_own_api_key"]}})
    assert api.call("GET", "/_cluster/health", headers=key).status == 403
    changes: dict[str, Any] = {"role_descriptors": {}}
    if many:
        answer = api.call("POST", f"{KEY}/_bulk_update", {"ids": [id_], **changes}, key)
    else:
        answer = api.call("PUT", f"{KEY}/{id_}", changes, key)
    reason = "authentication via API key not supported: only the owner user can update an API key"
    assert answer.error == (400, "illegal_argument_exception", reason)
    assert api.call("GET", "/_cluster/health", headers=key).status == 403
    assert api.call("PUT", f"{KEY}/{id_}", changes, ADMIN).body == {"updated": True}
    assert api.call("GET", "/_cluster/health", headers=key).status == 200


def test_a_key_that_is_of_no_use_is_not_changed(api: Api, clock: FixedClock) -> None:
    id_, key = created(api, expiration="1s")
    clock.advance(2000)
    expired = (400, "illegal_argument_exception", f"cannot update expired API key [{id_}]")
    assert api.call("PUT", f"{KEY}/{id_}", {"expiration": "1d"}, ADMIN).error == expired
    assert api.call("GET", "/_cluster/health", headers=key).status == 401
    id_, key = created(api)
    api.call("DELETE", KEY, {"ids": [id_]}, ADMIN)
    invalidated = (400, "illegal_argument_exception", f"cannot update invalidated API key [{id_}]")
    assert api.call("PUT", f"{KEY}/{id_}", {"metadata": {"a": 1}}, ADMIN).error == invalidated
