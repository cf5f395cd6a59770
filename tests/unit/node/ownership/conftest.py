"""Guests and people of an issuer, who write documents that have owners."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.ownership.claims import Claims
from tests.reference.api import Answer
from tests.reference.issuer import AUDIENCE, Issuer
from tests.reference.trusting_api import TrustingApi, trusting

ROLE = {"indices": [{"names": ["bookings*"], "privileges": ["all"]}]}
RULE = {"indices": ["bookings*"], "field": "owner", "email_field": "contact.email", "phone_field": "contact.phone"}


class Cinema:
    """Bookings of people, by their names."""

    def __init__(self, api: TrustingApi, issuer: Issuer) -> None:
        self.api = api
        self.issuer = issuer
        self.claims: Claims = api.node.kept(Claims)
        api.administer("PUT", "/_security/role/visitor", ROLE)
        mapping = {"roles": ["visitor"], "enabled": True, "rules": {"field": {"realm.name": "jwt1"}}}
        api.administer("PUT", "/_security/role_mapping/visitors", mapping)
        assert api.administer("PUT", "/_security/ownership/bookings", RULE).body == {"ownership": {"created": True}}

    def ask(self, who: str, method: str, target: str, body: Any = None) -> Answer:
        return self.api.call(method, target, body, {"authorization": f"Bearer {self.issuer.token(sub=who)}"})

    def source(self, id_: str, index: str = "bookings") -> Any:
        return self.api.administer("GET", f"/{index}/_doc/{id_}").body["_source"]

    def owners(self, *ids: str) -> list[Any]:
        return [self.source(id_).get("owner") for id_ in ids]


@pytest.fixture
def cinema(tmp_path: Path) -> Iterator[Cinema]:
    with (
        Issuer() as issuer,
        trusting(
            tmp_path / "data",
            jwt_issuers=(issuer.url,),
            jwt_audiences=(AUDIENCE,),
            audit_log=tmp_path / "audit.log",
        ) as api,
    ):
        yield Cinema(api, issuer)
