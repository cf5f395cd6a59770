"""What privileges grant is what Elasticsearch 9.1 says they do: `granted.json` has its answers to `_has_privileges`."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from findling.base.errors import IllegalArgumentError
from findling.security.privileges import cluster_privileges, index_privileges
from findling.security.privileges.cluster_privileges import ClusterPermission, cluster_permission
from findling.security.privileges.index_privileges import index_patterns
from findling.security.privileges.patterns import implies

RECORDED: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "granted.json").read_text())


@pytest.mark.parametrize("name", RECORDED["granted"]["cluster"])
def test_privileges_over_the_cluster(name: str) -> None:
    permission, granted = cluster_permission(name), RECORDED["granted"]["cluster"][name]
    # a name of an action stands for all actions that begin so
    ours = [a for a in RECORDED["actions"]["cluster"] if permission.implies(ClusterPermission((f"{a}*",)))]
    assert sorted(ours) == sorted(granted)


@pytest.mark.parametrize("name", RECORDED["granted"]["index"])
def test_privileges_over_indices(name: str) -> None:
    patterns, granted = index_patterns((name,)), RECORDED["granted"]["index"][name]
    assert sorted(a for a in RECORDED["actions"]["index"] if implies(patterns, (f"{a}*",))) == sorted(granted)


def test_what_would_grant_an_action_is_told_from_the_least_to_the_most() -> None:
    granting = index_privileges.privileges_granting
    assert granting("indices:data/write/index") == ["create_doc", "create", "index", "write", "all"]
    assert granting("indices:monitor/settings/get") == ["monitor", "view_index_metadata", "manage", "all"]
    of_cluster = cluster_privileges.privileges_granting("cluster:admin/xpack/security/token/refresh")
    assert of_cluster == ["manage_saml", "manage_token", "manage_security", "all"]


def test_manage_leaves_security_out() -> None:
    assert not cluster_permission("manage").grants("cluster:admin/xpack/security/user/put")
    assert cluster_permission("all").grants("cluster:admin/xpack/security/user/put")
    assert not cluster_permission("manage").implies(cluster_permission("manage_security"))


def test_keys_of_ones_own() -> None:
    own = cluster_permission("manage_own_api_key")
    action = "cluster:admin/xpack/security/api_key/invalidate"
    assert own.grants(action, of_owner=True)
    assert not own.grants(action)


def test_names_of_no_privilege() -> None:
    with pytest.raises(IllegalArgumentError, match=r"unknown cluster privilege \[nope\]"):
        cluster_permission("nope")
    with pytest.raises(IllegalArgumentError, match=r"unknown index privilege \[nope\]"):
        index_patterns(("nope",))
