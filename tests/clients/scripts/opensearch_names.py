"""opensearch-py against a server with OpenSearch's names: the distribution, points in time, cluster managers, lists."""

import sys

from opensearchpy import OpenSearch

client = OpenSearch([sys.argv[1]])
version = client.info()["version"]
assert version["distribution"] == "opensearch", version
assert client.cluster.health(cluster_manager_timeout="1s")["discovered_cluster_manager"]
assert client.cat.cluster_manager(format="json")[0]["node"] == "findling-1"
client.index(index="films", id="1", body={"title": "the third man"}, refresh=True)
pit = client.create_pit(index="films", keep_alive="1m")
client.index(index="films", id="2", body={"title": "m"}, refresh=True)
found = client.search(body={"query": {"match_all": {}}, "pit": {"id": pit["pit_id"], "keep_alive": "1m"}})
assert found["hits"]["total"]["value"] == 1, found
assert len(client.get_all_pits()["pits"]) == 1
assert client.delete_pit(body={"pit_id": [pit["pit_id"]]})["pits"][0]["successful"]
assert client.delete_all_pits() == {"pits": []}
client.indices.delete(index="films")
print("ok")
