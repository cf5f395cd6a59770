"""Defaults, file, environment, flags: the last one wins."""

from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from findling.cli.config import node_config as made_config
from findling.cli.config import settings
from findling.node.services.config import NodeConfig


def node_config(flags: Mapping[str, str | None], file: Path | None, environment: Mapping[str, str]) -> NodeConfig:
    return made_config(settings(flags, file, environment))


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults() -> None:
    assert node_config({}, None, {}) == NodeConfig(data=Path("data"))


def test_flags_win_over_environment_over_file(tmp_path: Path) -> None:
    file = tmp_path / "findling.yml"
    file.write_text("port: 1\nhost: file\ncluster_name: file\nmemory: 64mb\n")
    config = node_config(
        {"port": "3", "host": None}, None, {"FINDLING_PORT": "2", "FINDLING_HOST": "environment", "FINDLING_OTHER": "x"}
    )
    assert (config.port, config.host, config.cluster_name, config.memory_bytes) == (3, "environment", "file", 64 << 20)


def test_a_named_file_is_read_instead(tmp_path: Path) -> None:
    (tmp_path / "findling.yml").write_text("port: 1\n")
    other = tmp_path / "other.yml"
    other.write_text("node_name: n\n")
    config = node_config({}, other, {})
    assert (config.node_name, config.port) == ("n", 9200)


def test_an_empty_file_is_fine(tmp_path: Path) -> None:
    (tmp_path / "findling.yml").write_text("# nothing yet\n")
    assert node_config({}, None, {}).port == 9200


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot: 1", "findling.yml: no setting 'prot'; did you mean port?"),
        ("port: many", "findling.yml: port: invalid literal"),
        ("port: 70000", "findling.yml: port: port must be between 0 and 65535, not 70000"),
        ("memory: lots", "findling.yml: memory: failed to parse"),
        ("memory: 1tb", "findling.yml: memory: 1tb is more than this machine has: "),
        ("memory: 1kb", "findling.yml: memory: 1kb is too little: at least 16mb"),
        ("cors_origins: /(/", "findling.yml: cors_origins: the pattern /(/ cannot be read: "),
        ("log_format: xml", "findling.yml: log_format: must be one of text, json, not 'xml'"),
        ("access_log: maybe", "findling.yml: access_log: must be true or false, not 'maybe'"),
        ("- port", "findling.yml: expected `name: value` lines"),
        ("port: [", "findling.yml: while parsing"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "findling.yml").write_text(text)
    with pytest.raises(click.UsageError) as raised:
        node_config({}, None, {})
    assert message in str(raised.value.message)


def test_a_wrong_variable_names_its_origin() -> None:
    with pytest.raises(click.UsageError, match="environment: port"):
        node_config({}, None, {"FINDLING_PORT": "x"})


def test_a_misspelt_variable_is_named_and_a_foreign_one_left_alone() -> None:
    with pytest.raises(click.UsageError, match=r"no setting \'FINDLING_PROT\'; did you mean FINDLING_PORT\?"):
        node_config({}, None, {"FINDLING_PROT": "1"})
    assert node_config({}, None, {"FINDLING_CORPUS": "x", "FINDLING_KERNEL_CHECKS": "1"}).port == 9200
