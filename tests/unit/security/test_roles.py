import pytest

from findling.base.errors import ParseError, SecurityError
from findling.security.authz.authority import Authority
from findling.security.roles.fields import FieldGrant, FieldPermission
from findling.security.roles.names import matches_name
from findling.security.roles.parse import parse_role, stored_role
from findling.security.roles.permission import IndexAccess, Role
from findling.security.roles.reserved import reserved_role, reserved_role_names

READ = "indices:data/read/search"


def role(*groups: dict[str, object], **members: object) -> Role:
    return Role.of([parse_role("r", {"indices": list(groups), **members})])


@pytest.mark.parametrize(
    ("patterns", "name", "fits"),
    [
        (["a*"], "abc", True),
        (["a?c"], "abc", True),
        (["a?c"], "abbc", False),
        (["/a[0-9]+/"], "a12", True),
        (["/a[0-9]+/"], "a12x", False),
        (["/logs-<1-12>/"], "logs-7", True),
        (["b", "a"], "a", True),
        ([], "a", False),
    ],
)
def test_names(patterns: list[str], name: str, fits: bool) -> None:
    assert matches_name(patterns, name) is fits


def test_a_name_that_is_no_regular_expression() -> None:
    with pytest.raises(SecurityError, match="no regular expression"):
        matches_name(["/a[/"], "a")


def test_documents_and_fields_of_several_groups_are_added() -> None:
    both = role(
        {"names": ["i*"], "privileges": ["read"], "query": {"term": {"t": "a"}}, "field_security": {"grant": ["a"]}},
        {"names": ["i1"], "privileges": ["read"], "query": {"term": {"t": "b"}}, "field_security": {"grant": ["b*"]}},
    )
    seen = both.access(READ, ["i1"])
    assert seen is not None
    assert seen.queries == (('{"term":{"t":"a"}}', '{"term":{"t":"b"}}'),)
    assert [seen.fields.allows(name) for name in ("a", "b1", "c", "_id")] == [True, True, False, True]
    of_other = both.access(READ, ["i2"])
    assert of_other is not None
    assert not of_other.fields.allows("b1")


def test_a_group_without_a_query_shows_all_documents() -> None:
    mixed = role(
        {"names": ["i"], "privileges": ["read"], "query": {"term": {"t": "a"}}},
        {"names": ["*"], "privileges": ["read"]},
    )
    assert mixed.access(READ, ["i"]) == IndexAccess()
    assert mixed.access("indices:data/write/index", ["i"]) is None


def test_roles_that_limit_each_other() -> None:
    wide = role({"names": ["*"], "privileges": ["all"], "query": {"term": {"t": "a"}}}, cluster=["all"])
    narrow = role({"names": ["i*"], "privileges": ["read"], "field_security": {"grant": ["x"]}}, cluster=["monitor"])
    authority = Authority((wide, narrow))
    assert authority.grants_index(READ, "i1")
    assert not authority.grants_index(READ, "j")
    assert not authority.grants_index("indices:data/write/index", "i1")
    assert authority.grants_cluster("cluster:monitor/health")
    assert not authority.grants_cluster("cluster:admin/reroute")
    seen = authority.access(READ, ["i1"])
    assert seen is not None
    assert len(seen.queries) == 1
    assert not seen.fields.allows("y")


def test_star_does_not_mean_what_is_restricted() -> None:
    assert not role({"names": ["*"], "privileges": ["all"]}).grants_index(READ, ".security")
    allowed = {"names": ["*"], "privileges": ["read"], "allow_restricted_indices": True}
    assert role(allowed).grants_index(READ, ".security")


def test_denied_fields() -> None:
    seen = FieldPermission.any_of([FieldGrant(("a*",), ("a.secret",))])
    assert [seen.allows(name) for name in ("a", "a.b", "a.secret", "b")] == [True, True, False, False]
    assert FieldPermission.any_of([FieldGrant(("a",)), FieldGrant()]).is_all


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ([], r"expected an object but found \[START_ARRAY\] instead"),
        ({"foo": 1}, r"unexpected field \[foo\]"),
        ({"indices": [{"names": [], "privileges": ["read"]}]}, r"\[names\] cannot be an empty array"),
        ({"indices": [{"names": ["a"]}]}, r"missing required \[privileges\] field"),
        ({"restriction": {"workflows": []}}, r"unexpected field \[restriction\]"),
    ],
)
def test_roles_that_cannot_be_read(body: object, fault: str) -> None:
    with pytest.raises(ParseError, match=fault):
        parse_role("r", body)


def test_reserved_roles_are_read() -> None:
    assert "superuser" in reserved_role_names()
    for name in reserved_role_names():
        found = reserved_role(name)
        assert found is not None
        Role.of([found]).grants_index(READ, "i")


def test_a_role_survives_being_stored() -> None:
    body = {
        "cluster": ["monitor"],
        "indices": [
            {"names": ["a"], "privileges": ["read"], "query": {"match_all": {}}, "field_security": {"grant": []}}
        ],
        "applications": [{"application": "app", "privileges": ["p"], "resources": ["*"]}],
        "run_as": ["u"],
        "metadata": {"a": 1},
        "description": "d",
    }
    made = parse_role("r", body)
    assert stored_role("r", made.to_json()) == made
