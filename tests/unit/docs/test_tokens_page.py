"""The settings and requests of docs/tokens.md are taken as they stand."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from findling.cli.config import node_config, settings
from findling.node.services.node import Node
from findling.security.jwt.realm_settings import PARSERS
from tests.reference.api import Api

TEXT = (Path(__file__).parents[3] / "docs" / "tokens.md").read_text()
BLOCKS = [
    re.sub(r"^    ", "", block, flags=re.MULTILINE)
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", TEXT, re.MULTILINE)
]
POLICY = next(block for block in BLOCKS if block.strip().startswith("package"))


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.strip().startswith("security: on")])
def test_the_files(tmp_path: Path, block: str) -> None:
    path = tmp_path / "findling.yml"
    path.write_text(block)
    config = node_config(settings({"data": str(tmp_path / "data")}, path, {}))
    with Node(config) as node:
        assert node.security is not None
        assert node.security.issuers.names == (
            ["keycloak"] if "keycloak" in yaml.safe_dump(block) else ["jwt1", "jwt2"]
        )


def test_the_command_and_the_requests(tmp_path: Path) -> None:
    (command,) = (block for block in BLOCKS if block.strip().startswith("findling serve"))
    words = [word.removeprefix("--") for word in shlex.split(command)[2:]]
    flags = {name.replace("-", "_"): value for name, value in zip(words[::2], words[1::2], strict=True)}
    with Node(node_config(settings({**flags, "data": str(tmp_path / "data")}, None, {}))) as node:
        assert node.security is not None
        node.security.users.bootstrap("elastic-password")
        api = Api(node)
        elastic = {"authorization": "Basic ZWxhc3RpYzplbGFzdGljLXBhc3N3b3Jk"}
        requests = [one for block in BLOCKS if "PUT " in block for one in re.split(r"\n\s*\n", block.strip())]
        for request in requests:
            line, _, body = request.partition("\n")
            method, target = line.split(" ")
            assert api.call(method, target, body.encode(), elastic).status == 200, request
        assert len(requests) == 2
        assert api.call("PUT", "/_policy/v1/policies/roles", POLICY.encode(), elastic).status == 200


def test_every_setting_is_in_the_table() -> None:
    rows = "".join(line for line in TEXT.splitlines() if line.startswith("| `"))
    for setting in PARSERS:
        assert f"`{setting}`" in rows or f"`.{setting.partition('.')[2]}`" in rows or "claim_patterns." in setting, (
            setting
        )
