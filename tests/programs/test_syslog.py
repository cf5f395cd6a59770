"""rsyslog's omelasticsearch and syslog-ng's elasticsearch-http bring lines of a log file."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from findling.cli.connection import Connection
from tests.edge.running import wait_until
from tests.programs.conftest import installed

LINES = 250
RSYSLOG = """
global(workDirectory="{place}")
module(load="imfile" mode="polling" pollingInterval="1")
module(load="omelasticsearch")
input(type="imfile" file="{log}" tag="app:")
template(name="document" type="list") {{
  constant(value="{{") property(name="timereported" dateFormat="rfc3339" format="jsonf" outname="@timestamp")
  constant(value=",") property(name="msg" format="jsonf" outname="message") constant(value="}}")
}}
action(type="omelasticsearch" server="{host}" serverport="{port}" searchIndex="from-rsyslog" searchType=""
       template="document" bulkmode="on" errorFile="{place}/errors" action.resumeRetryCount="-1")
"""
SYSLOG_NG = """@version: 3.38
@include "{program}/usr/share/syslog-ng/include/scl/elasticsearch/elastic-http.conf"
source lines {{ file("{log}" follow-freq(1) flags(no-parse)); }};
destination findling {{ elasticsearch-http(index("from-syslog-ng") type("") url("{url}/_bulk")
  template("$(format-json message=${{MESSAGE}} @timestamp=${{ISODATE}})")); }};
log {{ source(lines); destination(findling); }};
"""


@contextmanager
def _running(command: list[str | Path], libraries: list[Path], **environment: str) -> Iterator[None]:
    known = {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, libraries)), **environment}
    process = subprocess.Popen([str(part) for part in command], env=known)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _log(place: Path) -> Path:
    log = place / "app.log"
    log.write_text("".join(f'line "{n}" of the log\n' for n in range(LINES)))
    return log


def _brought(url: str, index: str) -> set[str]:
    with Connection(url) as connection:

        def whole() -> bool:
            connection.request("POST", f"/{index}/_refresh?ignore_unavailable=true")
            return bool(connection.request("GET", f"/{index}/_count?ignore_unavailable=true")["count"] >= LINES)

        wait_until(whole, 120)
        hits = connection.request("GET", f"/{index}/_search?size=1000")["hits"]["hits"]
    return {hit["_source"]["message"] for hit in hits}


def test_rsyslog_brings_each_line_once(url: str, tmp_path: Path) -> None:
    program = installed("rsyslog")
    modules = program / "usr" / "lib" / "x86_64-linux-gnu"
    where = urlsplit(url)
    written = RSYSLOG.format(place=tmp_path, log=_log(tmp_path), host=where.hostname, port=where.port)
    (tmp_path / "rsyslog.conf").write_text(written)
    command = [program / "usr/sbin/rsyslogd", "-n", "-f", tmp_path / "rsyslog.conf", "-i", tmp_path / "pid"]
    with _running([*command, "-M", modules / "rsyslog"], [modules]):
        assert _brought(url, "from-rsyslog") == {f'line "{n}" of the log' for n in range(LINES)}
    assert not (tmp_path / "errors").exists()


def test_syslog_ng_brings_each_line_once(url: str, tmp_path: Path) -> None:
    program = installed("syslog-ng")
    libraries = [program / "usr/lib/syslog-ng", *program.glob("usr/lib/*-linux-gnu"), *program.glob("lib/*-linux-gnu")]
    written = SYSLOG_NG.format(program=program, log=_log(tmp_path), url=url)
    (tmp_path / "syslog-ng.conf").write_text(written)
    places = [
        "-f",
        tmp_path / "syslog-ng.conf",
        "-R",
        tmp_path / "persist",
        "-p",
        tmp_path / "pid",
        "-c",
        tmp_path / "ctl",
    ]
    modules = next((program / "usr/lib/syslog-ng").glob("3.*"))
    command = [program / "usr/sbin/syslog-ng", "-F", *places, "--module-path", modules]
    with _running(command, libraries, SYSLOGNG_PREFIX=str(program / "usr")):
        assert _brought(url, "from-syslog-ng") == {f'line "{n}" of the log' for n in range(LINES)}
