"""`findling identity`: setting a provider up before its server runs."""

from pathlib import Path

from click.testing import CliRunner

from findling.cli.identity.commands import opened
from findling.cli.main import main
from findling.identity.stores.registry import audience_id

URL = "http://127.0.0.1:9600"


def run(data: Path, *arguments: str) -> dict[str, str]:
    """Runs a command and returns what it says, by the first word of its lines."""
    result = CliRunner().invoke(main, ["identity", *arguments, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return dict(line.partition(" ")[::2] for line in result.output.splitlines())


def refused(data: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["identity", *arguments, "--data", str(data)])
    assert result.exit_code != 0
    return result.output


def test_the_first_administrator(tmp_path: Path) -> None:
    told = run(tmp_path, "user", "admin@example.org", "--admin")
    again = run(tmp_path, "user", "admin@example.org")
    with opened(tmp_path, URL) as identity:
        account = identity.sign_in.attempt("admin@example.org", again["password"], None).account
        assert account is not None
        assert account["user_id"] == told["user_id"]
        assert account["email_verified"] is True
        (role,) = identity.roles_of(account)
        assert {one["resource_server_identifier"] for one in role["permissions"]} == {f"{URL}/api/v2/"}
        assert identity.sign_in.attempt("admin@example.org", told["password"], None).account is None
    run(tmp_path, "user", "admin@example.org", "--remove")
    assert "no user" in refused(tmp_path, "user", "admin@example.org", "--remove")
    assert "bad-email" in refused(tmp_path, "user", "admin")


def test_applications_apis_grants_and_keys(tmp_path: Path) -> None:
    made = run(tmp_path, "client", "A server", "--type", "non_interactive", "--management")
    page = ("client", "A page", "--id", "page", "--callback", "https://app.example.org/cb")
    assert run(tmp_path, *page) == {"client_id": "page"}
    assert "already" in refused(tmp_path, *page)
    assert "callbacks" in refused(tmp_path, "client", "A page", "--callback", "nowhere")
    run(tmp_path, "api", "https://api.example.org", "--scope", "read:films", "--by-roles")
    assert "already" in refused(tmp_path, "api", "https://api.example.org")
    run(tmp_path, "grant", made["client_id"], "https://api.example.org", "--scope", "read:films")
    assert "no scope" in refused(tmp_path, "grant", made["client_id"], "https://api.example.org", "--scope", "fly")
    first = run(tmp_path, "rotate-keys")["kid"]
    with opened(tmp_path, URL) as identity:
        assert identity.keys.current().kid == first
        server = identity.resource_servers.get(audience_id("https://api.example.org"))
        assert server is not None
        assert server["enforce_policies"] is True
        assert {grant["audience"] for grant in identity.client_grants.all()} == {
            "https://api.example.org", f"{URL}/api/v2/",
        }  # fmt: skip
    assert "origin" in refused(tmp_path, "rotate-keys", "--url", "https://login.example.org/path")
