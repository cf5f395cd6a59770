"""How long an environment of Lambda takes to its first answer, and how long further ones take.

    python -m benchmarks.serverless_start --package search-dev-1.zip --megabytes 200 --starts 5

The package is one that `findling deploy package` has built; it runs in AWS's runtime client (tests/programs/serverless)
and brings an index of made-up words from a small S3 on this machine. Printed for each start: what passed in all, of
it the download with its hashes, what its processor did, and memory. `make serverless` installs what this needs.
"""

import argparse
import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import orjson

from findling.node.published.publish import publish_indices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.location import blobs_at
from findling.published.place import Place
from tests.programs.serverless.project import RUNTIME, LocalAws
from tests.programs.serverless.runtime_api import Environment
from tests.reference.api import Api
from tests.unit.serverless.http.lambda_events import event_of

PLACE = "s3://places/songs"
_BATCH = 5_000
_WORDS = 90
_BROUGHT = re.compile(r"brought_bytes=(\d+) took_ms=(\d+)")


def batches(megabytes: float) -> Iterator[bytes]:
    """Yields bodies of bulk requests, about as much as makes an index of a size."""
    rng = np.random.default_rng(1)
    words = ["".join(map(chr, rng.integers(97, 123, length))) for length in rng.integers(3, 10, 60_000)]
    for start in range(0, int(megabytes * 2650), _BATCH):
        chosen = np.minimum(rng.zipf(1.3, (_BATCH, _WORDS)), len(words)) - 1
        lines = []
        for number, row in enumerate(chosen.tolist(), start):
            text = [words[place] for place in row]
            lines += [orjson.dumps({"index": {"_id": str(number)}})]
            lines += [orjson.dumps({"title": " ".join(text[:6]), "body": " ".join(text[6:]), "n": number})]
        yield b"\n".join(lines) + b"\n"


def publish(aws: LocalAws, folder: Path, megabytes: float) -> float:
    """Publishes an index; returns its size in MB."""
    aws.client("s3").create_bucket(Bucket="places")
    keys = {"s3.client.default.access_key": "who", "s3.client.default.secret_key": "ever"}
    environment = {"AWS_ENDPOINT_URL": aws.url, "AWS_REGION": "us-east-1"}
    with Node(NodeConfig(data=folder, sync=False, background=False)) as node:
        api = Api(node)
        for body in batches(megabytes):
            api.call("POST", "/songs/_bulk", body, {"content-type": "application/x-ndjson"})
        api.post("/songs/_forcemerge?max_num_segments=4")
        place = Place(PLACE, blobs_at(PLACE, keys.get, environment=environment))
        return publish_indices(node, "songs", place)[0].index.size / 1e6


def start(aws: LocalAws, task: bytes, calls: int) -> tuple[str, list[float]]:
    """Starts an environment. Returns what it took, and the milliseconds of further searches."""
    variables = {"AWS_ENDPOINT_URL": aws.url, "FINDLING_PLACE": PLACE}
    made = Environment(task, "findling.serverless.handler.lambda_handler", RUNTIME, variables, timeout_s=120)
    search = event_of(
        "rest", "POST", "/songs/_search", {"content-type": "application/json"}, b'{"query":{"match":{"body":"the"}}}'
    )
    try:
        first = made.invoke(search)
        passed = (first.init_s or 0) + first.took_s
        assert json.loads(first.payload)["statusCode"] == 200, first.payload
        used = _processor_s(made.process.pid)
        size, download_ms = map(int, next(iter(_BROUGHT.findall(first.log)), ("0", "0")))
        warm = []
        for _ in range(calls):
            began = time.perf_counter()
            made.invoke(search)
            warm.append((time.perf_counter() - began) * 1000)
        status = Path(f"/proc/{made.process.pid}/status").read_text()
        peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024
        anonymous = int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) / 1024
    finally:
        made.close()
    download, rest = f"download {download_ms / 1000:.2f} s ({size / 1e6:.0f} MB)", passed - download_ms / 1000
    told = f"{passed:5.2f} s in all: {download}, else {rest:.2f} s"
    return f"{told}; processor {used:.2f} s; memory {peak:.0f} MB, of its own {anonymous:.0f} MB", warm


def _processor_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--megabytes", type=float, default=200)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--calls", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        aws = LocalAws(Path(folder))
        try:
            print(f"index of {publish(aws, Path(folder, 'data'), given.megabytes):.0f} MB")
            for _ in range(given.starts):
                told, warm = start(aws, given.package.read_bytes(), given.calls)
                print(f"{told}; warm p50 {statistics.median(warm):.2f} ms")
        finally:
            aws.close()


if __name__ == "__main__":
    main()
