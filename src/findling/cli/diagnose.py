"""`findling diagnose`: one archive of all that says how a running server is; no documents, no secrets."""

import platform
import re
import time
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
import orjson

from findling.cli.connection import DEFAULT_URL, Connection
from findling.version import __version__

_ALL: Final = "expand_wildcards=all"
PATHS: Final[Mapping[str, str]] = {
    "version.json": "/",
    "cluster/health.json": "/_cluster/health?level=indices",
    "cluster/state.json": "/_cluster/state",
    "cluster/stats.json": "/_cluster/stats?human",
    "cluster/settings.json": "/_cluster/settings?include_defaults=true&flat_settings=true",
    "cluster/pending_tasks.json": "/_cluster/pending_tasks",
    "cluster/tasks.json": "/_tasks?detailed=true&human",
    "cluster/health_report.json": "/_health_report",
    "cluster/allocation.txt": "/_cat/allocation?v",
    "nodes/info.json": "/_nodes?human",
    "nodes/stats.json": "/_nodes/stats?human",
    "nodes/usage.json": "/_nodes/usage",
    "nodes/hot_threads.txt": "/_nodes/hot_threads?threads=20&ignore_idle_threads=false",
    "nodes/metrics.txt": "/_prometheus/metrics",
    "nodes/thread_pool.txt": "/_cat/thread_pool?v",
    "indices/indices.txt": f"/_cat/indices?v&{_ALL}",
    "indices/shards.txt": "/_cat/shards?v",
    "indices/segments.txt": "/_cat/segments?v",
    "indices/settings.json": f"/_all/_settings?flat_settings=true&{_ALL}",
    "indices/mappings.json": f"/_all/_mapping?{_ALL}",
    "indices/aliases.json": f"/_all/_alias?{_ALL}",
    "indices/stats.json": f"/_stats?level=shards&human&{_ALL}",
    "indices/segments.json": "/_segments",
    "indices/recovery.json": "/_recovery?human",
    "indices/templates.json": "/_index_template",
    "indices/component_templates.json": "/_component_template",
    "streams/streams.json": f"/_data_stream?{_ALL}",
    "streams/lifecycle_stats.json": "/_lifecycle/stats",
    "lifecycles/policies.json": "/_ilm/policy",
    "lifecycles/status.json": "/_ilm/status",
    "lifecycles/explain.json": f"/_all/_ilm/explain?human&{_ALL}",
    "snapshots/repositories.json": "/_snapshot",
    "snapshots/policies.json": "/_slm/policy?human",
    "snapshots/stats.json": "/_slm/stats",
    "snapshots/running.json": "/_snapshot/_status",
    "ingest/pipelines.json": "/_ingest/pipeline",
    "features/licence.json": "/_license",
    "features/xpack.json": "/_xpack",
    "features/usage.json": "/_xpack/usage",
}
"""File in the archive -> what is asked for it. Nothing that shows documents, users, roles or keys."""

_HIDDEN: Final = "[hidden]"
_SECRET: Final = re.compile(
    r"pass(word|phrase|wd)?$|secret|token|credential|authorization|cookie|private|api_?key|access_?key|"
    r"(account|shared|signing|encryption|sas)_?key|client_?id|connection_?string",
    re.IGNORECASE,
)
_USERINFO: Final = re.compile(r"(\w+://)[^/@\s\"']+@")
_BEARER: Final = re.compile(r"\b(Bearer|Basic|ApiKey)\s+[\w.~+/=-]{8,}", re.IGNORECASE)


@click.command("diagnose")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; a name by default."
)
@click.option("--url", default=DEFAULT_URL, show_default=True, envvar="FINDLING_URL", help="Address of the server.")
def command(output: Path | None, url: str) -> None:
    """Write all that says how the server is into one zip archive, to look at later or to send to somebody.

    Values of members whose names sound like secrets are hidden, documents and users are left out. What could not be
    got is told in manifest.json.
    """
    begun = datetime.now(UTC)
    path = output or Path(f"findling-diagnose-{begun:%Y%m%d-%H%M%S}.zip")
    manifest: dict[str, Any] = {
        "begun": begun.isoformat(),
        "findling": __version__,
        "python": platform.python_version(),
    }
    with Connection(url) as connection:
        connection.request("GET", "/")  # a server that is not there is an error, not an archive of errors
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest["files"] = {name: _fetch(connection, archive, name, asked) for name, asked in PATHS.items()}
            archive.writestr("manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    failed = [name for name, told in manifest["files"].items() if told["status"] >= 400]
    click.echo(f"{path}: {len(PATHS) - len(failed)} files, {path.stat().st_size:,} bytes")
    for name in failed:
        click.echo(f"  without {name}: status {manifest['files'][name]['status']}", err=True)


def _fetch(connection: Connection, archive: zipfile.ZipFile, name: str, asked: str) -> dict[str, Any]:
    """Writes one answer into the archive; returns what the manifest says of it."""
    started = time.perf_counter()
    status, data = connection.raw("GET", asked)
    archive.writestr(name, without_secrets(data))
    return {"path": asked, "status": status, "took_ms": round((time.perf_counter() - started) * 1000)}


def without_secrets(data: bytes) -> bytes:
    """Returns an answer, JSON or text, in which what sounds like a secret is hidden."""
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        return _plain(data.decode("utf-8", "replace")).encode()
    return orjson.dumps(_cleaned(body), option=orjson.OPT_INDENT_2)


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _HIDDEN if _is_secret(key, one) else _cleaned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return _plain(value) if isinstance(value, str) else value


def _is_secret(key: str, value: Any) -> bool:
    return isinstance(value, str) and value != "" and _SECRET.search(key) is not None


def _plain(text: str) -> str:
    return _BEARER.sub(rf"\1 {_HIDDEN}", _USERINFO.sub(rf"\1{_HIDDEN}@", text))
