"""A small shop that keeps its products in Elasticsearch. It knows nothing of Findling."""

from typing import Any

from elasticsearch import Elasticsearch

INDEX = "products"


class Catalogue:
    """The products of the shop."""

    def __init__(self, client: Elasticsearch) -> None:
        self.client = client

    def add(self, sku: str, name: str, price: float, colours: list[str]) -> None:
        document = {"name": name, "price": price, "colours": colours}
        self.client.index(index=INDEX, id=sku, document=document, refresh="wait_for")

    def find(self, words: str, cheaper_than: float | None = None) -> list[str]:
        """The numbers of the products whose names match, best first."""
        query: dict[str, Any] = {"bool": {"must": [{"match": {"name": words}}]}}
        if cheaper_than is not None:
            query["bool"]["filter"] = [{"range": {"price": {"lt": cheaper_than}}}]
        return [hit["_id"] for hit in self.client.search(index=INDEX, query=query)["hits"]["hits"]]

    def colours(self) -> dict[str, int]:
        """How many products there are of each colour."""
        answer = self.client.search(index=INDEX, size=0, aggs={"colours": {"terms": {"field": "colours"}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["colours"]["buckets"]}
