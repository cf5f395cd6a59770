"""Curator tends indices as its action files say."""

from pathlib import Path

import orjson

from findling.cli.connection import Connection
from tests.programs.conftest import Run, installed

ACTIONS = """
actions:
  1:
    action: create_index
    options: {name: logs-000003}
  2:
    action: alias
    options: {name: logs}
    add:
      filters:
      - {filtertype: pattern, kind: prefix, value: logs-}
  3:
    action: forcemerge
    options: {max_num_segments: 1, ignore_empty_list: true}
    filters:
    - {filtertype: pattern, kind: prefix, value: logs-}
  4:
    action: close
    filters:
    - {filtertype: pattern, kind: suffix, value: '000002'}
  5:
    action: open
    filters:
    - {filtertype: pattern, kind: suffix, value: '000002'}
  6:
    action: index_settings
    options:
      index_settings: {index: {refresh_interval: 5s}}
    filters:
    - {filtertype: pattern, kind: suffix, value: '000002'}
  7:
    action: delete_indices
    filters:
    - {filtertype: pattern, kind: prefix, value: logs-}
    - {filtertype: count, count: 2}
"""


def test_an_action_file(url: str, run: Run, tmp_path: Path) -> None:
    curator = installed("curator", "bin", "curator")
    with Connection(url) as connection:
        for name in ("logs-000001", "logs-000002"):
            connection.request("PUT", f"/{name}/_doc/1?refresh=true", orjson.dumps({"n": 1}))
        config = tmp_path / "curator.yml"
        config.write_text(f"elasticsearch:\n  client:\n    hosts: {url}\nlogging:\n  loglevel: INFO\n")
        actions = tmp_path / "actions.yml"
        actions.write_text(ACTIONS)
        output = run([curator, "--config", config, actions])
        assert "All actions completed" in output
        assert set(connection.request("GET", "/logs*")) == {"logs-000002", "logs-000003"}
        assert set(connection.request("GET", "/_alias/logs")) == {"logs-000002", "logs-000003"}
        settings = connection.request("GET", "/logs-000002/_settings?flat_settings=true")
        assert settings["logs-000002"]["settings"]["index.refresh_interval"] == "5s"
