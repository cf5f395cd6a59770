"""A refresh token is of use once, however many come with it at the same time."""

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from tests.reference.api import Answer, Api

KIM = {"authorization": "Basic " + b64encode(b"kim:kim-password").decode()}


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=8, security=True)
    with Node(config) as node:
        assert node.security is not None
        node.security.users.put(User("kim", ("superuser",)), "kim-password", None)
        yield Api(node)


def token(api: Api, **asked: str) -> Answer:
    return api.call("POST", "/_security/oauth2/token", asked, KIM)


def test_all_who_refresh_at_once_get_the_same_tokens(api: Api) -> None:
    first = token(api, grant_type="password", username="kim", password="kim-password").body["refresh_token"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: token(api, grant_type="refresh_token", refresh_token=first), range(8)))
    assert {answer.status for answer in answers} == {200}
    assert len({(answer.body["access_token"], answer.body["refresh_token"]) for answer in answers}) == 1
