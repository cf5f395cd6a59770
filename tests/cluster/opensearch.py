"""Real OpenSearch nodes as processes, to go through the same faults as Findling's."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.cluster.processes import Nodes, free_ports

_SETTINGS: Final = """\
cluster.name: beside
node.name: {name}
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{names}]
path.data: {data}/data
path.logs: {data}/logs
cluster.routing.allocation.disk.threshold_enabled: false
"""
_USER: Final = "opensearch"


class OpenSearchNodes(Nodes):
    """Three nodes of an unpacked distribution. home: its folder; java: a JDK's; heap: of each node"""

    def __init__(self, directory: Path, home: Path, java: Path, heap: str, count: int = 3) -> None:
        super().__init__(directory, "", count, "beside")
        self._home, self._java, self._heap = home, java, heap
        self._transports = dict(zip(self.names, free_ports(count), strict=True))
        self._is_root = os.getuid() == 0
        if self._is_root and subprocess.run(["id", _USER], capture_output=True, check=False).returncode:
            subprocess.run(["useradd", "-r", "-M", "-s", "/usr/sbin/nologin", _USER], check=True)

    def start(self, name: str) -> None:
        place = self.directory / name
        if not place.exists():
            self._make(name, place)
        options = f"-Xms{self._heap} -Xmx{self._heap}"
        # it refuses to run as root
        who = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"] if self._is_root else []
        self.run(
            name,
            [
                *who, "env", f"OPENSEARCH_JAVA_HOME={self._java}", f"OPENSEARCH_JAVA_OPTS={options}",
                f"OPENSEARCH_PATH_CONF={place / 'config'}", f"HOME={place}", str(self._home / "bin" / "opensearch"),
            ],
        )  # fmt: skip

    def _make(self, name: str, place: Path) -> None:
        (place / "data").mkdir(parents=True)
        (place / "logs").mkdir()
        shutil.copytree(self._home / "config", place / "config")
        options = place / "config" / "jvm.options"
        text = (
            options.read_text()
            .replace("logs/", f"{place}/logs/")
            .replace("HeapDumpPath=data", f"HeapDumpPath={place}/data")
        )
        options.write_text(text)
        seeds = ", ".join(f'"127.0.0.1:{port}"' for port in self._transports.values())
        (place / "config" / "opensearch.yml").write_text(
            _SETTINGS.format(
                name=name,
                port=self.ports[name],
                transport=self._transports[name],
                seeds=seeds,
                names=", ".join(self.names),
                data=place,
            )
        )
        if self._is_root:
            subprocess.run(["chown", "-R", _USER, str(place)], check=True)
            for folder in (place, *place.parents):
                if folder.stat().st_uid == 0 and folder != Path("/"):
                    folder.chmod(folder.stat().st_mode | 0o011)
