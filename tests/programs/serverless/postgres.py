"""A PostgreSQL of Debian on a port of its own."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Final

INSTALLED: Final = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
USER: Final = "postgres"


class Postgres:
    """A server with an empty database `shop` of a user `shop`. A context manager."""

    def __init__(self, folder: Path) -> None:
        """folder: is made; it may not be below one that other users cannot enter"""
        self.folder = folder
        self.port = _free_port()
        self._bin = INSTALLED[-1].parent
        folder.mkdir()
        if os.getuid() == 0:  # it refuses to be run by root
            user = pwd.getpwnam(USER)
            os.chown(folder, user.pw_uid, user.pw_gid)
        self._run("initdb", "-D", "data", "-U", "shop", "-A", "trust", "-N", "-E", "UTF8")
        options = f"-h 127.0.0.1 -p {self.port} -k {folder} -F"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "shop", "shop")

    def __enter__(self) -> "Postgres":
        return self

    def __exit__(self, *exception: object) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def query(self, text: str) -> str:
        """Returns what a query gives: rows in lines, values separated by bars."""
        return self._run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "shop", "-A", "-t", "-c", text, "shop")

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(self._bin / program), *arguments]
        if os.getuid() == 0:
            command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command]
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, check=True)  # fmt: skip
        return done.stdout


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
