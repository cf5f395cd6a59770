"""A node that takes the tokens of an issuer on a socket."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.reference.issuer import AUDIENCE, Issuer
from tests.reference.trusting_api import TrustingApi, trusting


@pytest.fixture
def trust() -> Callable[..., AbstractContextManager[TrustingApi]]:
    return trusting


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as serving:
        yield serving


@pytest.fixture
def api(tmp_path: Path, issuer: Issuer) -> Iterator[TrustingApi]:
    with trusting(tmp_path / "data", jwt_issuers=(issuer.url,), jwt_audiences=(AUDIENCE,)) as started:
        yield started
