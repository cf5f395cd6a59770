"""Aggregations as their definitions read, in plain Python over lists of documents."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Doc = Mapping[str, Any]
DAY_MS = 86_400_000


def values_of(doc: Doc, field: str) -> list[Any]:
    """Returns a document's values of a field, dates as ms and booleans as 0 and 1."""
    found = doc.get(field.rpartition(".")[2])
    values = found if isinstance(found, list) else [] if found is None else [found]
    return [millis(value) if is_date(value) else value for value in values]


def is_date(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 20 and value.endswith("Z")


def millis(text: str) -> int:
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def text_of_millis(value: float) -> str:
    return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def evaluate(aggs: Mapping[str, Any], docs: Sequence[Doc]) -> dict[str, Any]:
    """Returns the `aggregations` object of a search that matches `docs`."""
    result = {}
    for name, definition in aggs.items():
        ((type_name, body),) = [(key, value) for key, value in definition.items() if key != "aggs"]
        result[name] = EVALUATORS[type_name](body, docs, definition.get("aggs", {}))
    return result


def bucket(docs: Sequence[Doc], children: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    return {**members, "doc_count": len(docs), **evaluate(children, docs)}


def all_values(body: Mapping[str, Any], docs: Sequence[Doc]) -> list[Any]:
    missing = [body["missing"]] if "missing" in body else []
    return [value for doc in docs for value in values_of(doc, body["field"]) or missing]


def figure(function: Callable[[list[Any]], Any], empty: Any = None) -> Any:
    def evaluated(body: Mapping[str, Any], docs: Sequence[Doc], children: Any) -> dict[str, Any]:
        values = all_values(body, docs)
        return {"value": function(values) if values else empty}

    return evaluated


def stats(body: Mapping[str, Any], docs: Sequence[Doc], children: Any) -> dict[str, Any]:
    values = all_values(body, docs)
    if not values:
        return {"count": 0, "min": None, "max": None, "avg": None, "sum": 0.0}
    total = math.fsum(values)
    return {"count": len(values), "min": min(values), "max": max(values), "avg": total / len(values), "sum": total}


def terms(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    missing = [body["missing"]] if "missing" in body else []
    groups: dict[Any, list[Doc]] = {}
    for doc in docs:
        for value in set(values_of(doc, body["field"]) or missing):
            groups.setdefault(value, []).append(doc)
    order = body.get("order", {"_count": "desc"})
    ((by, direction),) = order.items()
    sign = 1 if direction == "asc" else -1
    keys = sorted(groups)
    if by == "_count":
        keys.sort(key=lambda key: sign * len(groups[key]))
    elif by == "_key":
        keys.sort(reverse=sign < 0)
    else:
        figures = {key: evaluate(children, groups[key])[by]["value"] for key in keys}
        keys.sort(key=lambda key: (figures[key] is None, 0 if figures[key] is None else sign * figures[key]))
    shown = keys[: body.get("size", 10)]
    others = sum(len(groups[key]) for key in keys) - sum(len(groups[key]) for key in shown)
    buckets = []
    for key in shown:
        members: dict[str, Any] = {"key": int(key) if isinstance(key, bool) else key}
        if isinstance(key, bool):
            members["key_as_string"] = str(key).lower()
        elif isinstance(key, int) and key > 10**11:
            members["key_as_string"] = text_of_millis(key)
        buckets.append(bucket(groups[key], children, **members))
    return {"doc_count_error_upper_bound": 0, "sum_other_doc_count": others, "buckets": buckets}


def intervals(
    key_of: Callable[[float], float], following: Callable[[float], float], dates: bool
) -> Callable[[Mapping[str, Any], Sequence[Doc], Mapping[str, Any]], dict[str, Any]]:
    def evaluated(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
        groups: dict[float, list[Doc]] = {}
        for doc in docs:
            for key in {key_of(value) for value in values_of(doc, body["field"])}:
                groups.setdefault(key, []).append(doc)
        least = body.get("min_doc_count", 0)
        keys = sorted(groups)
        if least == 0 and keys:
            keys, last = keys[:1], keys[-1]
            while keys[-1] < last:
                keys.append(following(keys[-1]))
        buckets = []
        for key in keys:
            members = {"key_as_string": text_of_millis(key)} if dates else {}
            if len(groups.get(key, [])) >= least:
                buckets.append(bucket(groups.get(key, []), children, **members, key=key))
        return {"buckets": buckets}

    return evaluated


def histogram(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    width = body["interval"]
    return intervals(lambda v: math.floor(v / width) * width, lambda key: key + width, False)(body, docs, children)


def month_start(value: float) -> int:
    moment = datetime.fromtimestamp(value / 1000, UTC)
    return int(datetime(moment.year, moment.month, 1, tzinfo=UTC).timestamp() * 1000)


def date_histogram(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    if body.get("calendar_interval") == "month":
        by_month = intervals(month_start, lambda key: month_start(key + 32 * DAY_MS), True)
        return by_month(body, docs, children)
    days = int(body["fixed_interval"].removesuffix("d")) * DAY_MS
    return intervals(lambda v: int(v // days * days), lambda key: key + days, True)(body, docs, children)


def ranges(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    ends = sorted((entry.get("from", -math.inf), entry.get("to", math.inf)) for entry in body["ranges"])
    buckets = []
    for low, high in ends:
        members: dict[str, Any] = {"key": "-".join("*" if math.isinf(end) else str(float(end)) for end in (low, high))}
        members |= {name: end for name, end in (("from", low), ("to", high)) if not math.isinf(end)}
        inside = [doc for doc in docs if any(low <= value < high for value in values_of(doc, body["field"]))]
        buckets.append(bucket(inside, children, **members))
    return {"buckets": buckets}


def matches(query: Mapping[str, Any], doc: Doc) -> bool:
    ((field, value),) = query["term"].items()
    return value in values_of(doc, field)


def filter_(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    return bucket([doc for doc in docs if matches(body, doc)], children)


def filters(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    named = body["filters"]
    buckets = {name: filter_(query, docs, children) for name, query in named.items()}
    rest = [doc for doc in docs if not any(matches(query, doc) for query in named.values())]
    return {"buckets": {**buckets, "_other_": bucket(rest, children)}}


def missing(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    return bucket([doc for doc in docs if not values_of(doc, body["field"])], children)


def nested(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    inner = [{**item, "_root": doc} for doc in docs for item in doc.get(body["path"], [])]
    return bucket(inner, children)


def reverse_nested(body: Mapping[str, Any], docs: Sequence[Doc], children: Mapping[str, Any]) -> dict[str, Any]:
    roots = {id(doc["_root"]): doc["_root"] for doc in docs}
    return bucket(list(roots.values()), children)


def distinct(values: Iterable[Any]) -> int:
    return len(Counter(values))


EVALUATORS: dict[str, Callable[[Any, Sequence[Doc], Any], dict[str, Any]]] = {
    "min": figure(min),
    "max": figure(max),
    "sum": figure(math.fsum, 0.0),
    "avg": figure(lambda values: math.fsum(values) / len(values)),
    "value_count": figure(len, 0),
    "cardinality": figure(distinct, 0),
    "stats": stats,
    "terms": terms,
    "histogram": histogram,
    "date_histogram": date_histogram,
    "range": ranges,
    "filter": filter_,
    "filters": filters,
    "missing": missing,
    "nested": nested,
    "reverse_nested": reverse_nested,
}
