"""A writer of its own process: writes a document and publishes, again and again. Run by test_published_races.

URL TIMES INDEX DATA
"""

import sys
from pathlib import Path
from typing import Any, Final

from findling.codec.blobs.object_store import ObjectBlobs
from findling.node.published.publish import publish_index
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.place import Place
from tests.reference.api import Api

S3_OPTIONS: Final[dict[str, Any]] = {
    "access_key_id": "who",
    "secret_access_key": "ever",
    "region": "us-east-1",
    "client_options": {"allow_http": True},
}


def main(url: str, times: int, name: str, data: Path) -> None:
    place = Place("s3://places/race", ObjectBlobs("s3", "places", "race", {"endpoint": url, **S3_OPTIONS}))
    with Node(NodeConfig(data=data, sync=False, background=False)) as node:
        api = Api(node)
        for number in range(times):
            answer = api.put(f"/{name}/_doc/{number % 10}", {"n": number})
            assert answer.status < 300, answer.text
            publish_index(node, node.cluster.state.indices[name], place, sources={"count": str(number + 1)})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
