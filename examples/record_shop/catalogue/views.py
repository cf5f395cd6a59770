"""The page that searches."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from elasticsearch import Elasticsearch


@cache
def client() -> Elasticsearch:
    """Returns the client of the search service, one for each environment. `requests` goes through proxies."""
    return Elasticsearch(settings.SEARCH_URL, node_class="requests")


def search(request: HttpRequest) -> HttpResponse:
    """Shows what is found for `q`."""
    asked = request.GET.get("q", "")
    query = {"multi_match": {"query": asked, "fields": ["title^2", "artist"]}} if asked else {"match_all": {}}
    found = client().search(index="records", query=query, ignore_unavailable=True)
    hits = [hit["_source"] for hit in found["hits"]["hits"]]
    return render(request, "catalogue/search.html", {"asked": asked, "hits": hits, "title": "Records"})
