"""The documents of the indices, the same every time."""

from typing import Any

_WORDS = ["red", "fox", "runs", "over", "the", "lazy", "brown", "dog", "near", "a", "river", "at", "night"]
N_DOCS = 180


def kinds() -> dict[str, dict[str, Any]]:
    """Returns the documents of the index `kinds`, by id."""
    return {f"doc-{number}": _full(number) if number % 3 else _sparse(number) for number in range(N_DOCS)}


def scores() -> dict[str, dict[str, Any]]:
    """Returns the documents of the index `sorted`, by id."""
    return {f"s{n}": {"points": n * 37 % 50, "player": f"player {n % 7}"} for n in range(60)}


def stored_fields() -> dict[str, dict[str, Any]]:
    """Returns the documents of the index `synthetic`, by id."""
    return {f"y{n}": {"title": words(n, 4), "tag": [f"b{n % 3}", "a"], "n": n} for n in range(30)}


def meanings() -> dict[str, dict[str, Any]]:
    """Returns the documents of the index `meaning`, by id."""
    return {f"m{n}": {"body": words(n, 6)} for n in range(12)}


def messages() -> list[dict[str, Any]]:
    """Returns the documents of the index `packed`, whose ids the server makes."""
    return [{"message": f"at {n} {words(n, 15)} {words(n + 7, 9)}", "n": n * 7919 % 600 / 8} for n in range(600)]


def near(number: int) -> dict[str, Any]:
    """Returns a document of the index `graph`."""
    return {"near": [number * 7919 % 211, number * 104_729 % 197]}


def words(number: int, count: int) -> str:
    return " ".join(_WORDS[(number * (place + 3) + place * place) % len(_WORDS)] for place in range(count))


def _sparse(number: int) -> dict[str, Any]:
    return {"text": words(number, 3), "relation": {"name": "child", "parent": "doc-1"}, "integer": number}


def _full(n: int) -> dict[str, Any]:
    return {
        **_numbers(n),
        **_texts(n),
        **_places(n),
        **_vectors(n),
        "binary": "U29tZQ==",
        "boolean": n % 2 == 0,
        "date": f"2020-01-{n % 28 + 1:02}",
        "date_nanos": f"2020-01-{n % 28 + 1:02}T00:00:00.{n:09}Z",
        "ip": f"10.0.{n % 7}.{n}",
        "ip_range": f"10.0.{n % 7}.0/24",
        "date_range": {"gte": "2020", "lt": f"2020-02-{n % 28 + 1:02}"},
        "parts": [{"name": f"part{n % 4}", "n": k} for k in range(n % 3 + 1)],
        "relation": "parent",
        "query": {"match": {"text": words(n, 1)}},
    }


def _numbers(n: int) -> dict[str, Any]:
    whole = {"byte": n % 100, "short": n, "integer": n * n, "long": n << 40, "unsigned_long": 2**63 + n}
    real = {"float": n / 4, "double": n * 1.1, "half_float": n / 2, "scaled": n / 100, "rank_feature": n + 1.5}
    ranges = {f"{kind}_range": {"gte": n, "lt": n + 5} for kind in ("integer", "long", "float", "double")}
    return {**whole, **real, **ranges, "numbers": [n, -n, n % 5], "rank_features": {"a": n + 1, f"k{n % 5}": 2.5}}


def _texts(n: int) -> dict[str, Any]:
    return {
        "text": [words(n, 12), f"only{n}"],
        "offsets": words(n, 9),
        "freqs": "red red " + words(n, 5),
        "docs": words(n, 5),
        "match_only_text": words(n, 7),
        "search_as_you_type": words(n, 3),
        "keyword": f"value {n * 7919 % N_DOCS:05}",
        "wildcard": f"path/{n % 9}/{words(n, 1)}",
        "version": f"1.{n % 5}.{n}",
        "tags": [f"tag{n % 4}", f"tag{n % 6}"],
        "hidden": f"hidden {n % 8}",
        "count": words(n, n % 6 + 1),
        "flattened": {"a": f"x{n % 3}", "b": {"c": str(n)}},
        "suggest": {"input": [words(n, 2), f"name {n}"], "weight": n, "contexts": {"colour": ["red", f"c{n % 3}"]}},
    }


def _places(n: int) -> dict[str, Any]:
    lat, lon = n % 80, n % 170
    box = f"POLYGON (({lon} {lat}, {lon + 2} {lat}, {lon + 2} {lat + 2}, {lon} {lat}))"
    return {"geo_point": [lon, lat], "geo_shape": box, "shape": f"POINT ({n} {n + 1})", "point": f"{n},{n + 1}"}


def _vectors(n: int) -> dict[str, Any]:
    return {
        "vector": [1, n % 5, n % 7, 3],
        "bytes": [n % 100, -(n % 50), 5, 1],
        "bits": f"{n * 257 % 65536:04x}",
        "many": [[n, 1], [2, n % 3]],
        "sparse_vector": {f"t{n % 6}": 1.5, "all": n / 10 + 0.1},
    }
