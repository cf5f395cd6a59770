"""YAML as Kubernetes' tools read it."""

from typing import Any

import pytest

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.yaml_documents import yaml_documents


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("true", True), ("False", False), ("~", None), ("null", None),
        ("2024-01-31", "2024-01-31"), ("12:30:45", "12:30:45"), ("0644", 420), ("0o644", 420), ("0x1F", 31),
        ("-7", -7), ("1e3", 1000.0), ("1.5", 1.5), (".5", 0.5), ("1_000", "1_000"), ('"7"', "7"), ("08", 8),
        ("v1", "v1"), ("*-web", None),
    ],
)  # fmt: skip
def test_scalars(text: str, value: Any) -> None:
    if value is None and text.startswith("*"):
        with pytest.raises(InvalidObjectError, match="undefined alias"):
            yaml_documents(f"a: {text}")
        return
    assert yaml_documents(f"a: {text}") == [{"a": value}]


def test_several_documents_without_empty_ones() -> None:
    assert yaml_documents('# nothing\n---\na: 1\n---\n\n---\n{"b": [2]}\n') == [{"a": 1}, {"b": [2]}]


def test_keys_become_texts_and_merges_are_followed() -> None:
    assert yaml_documents("base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}\n1: {true: x}") == [
        {"base": {"a": 1, "b": 2}, "more": {"a": 1, "b": 3}, "1": {"true": "x"}}
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\na: 2", 'invalid YAML: line 2: mapping key "a" already defined'),
        ("a: [", "invalid YAML: line 1: expected the node content, but found '<stream end>'"),
        ("{{ .Values.a }}: 1", "invalid YAML: line 1: a key is no text"),
        ("a: .inf", "invalid YAML: line 1: JSON has no such number"),
        ("a: !!python/object:os.system {}", "invalid YAML: line 1: could not determine a constructor"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidObjectError) as caught:
        yaml_documents(text)
    assert caught.value.reason.startswith(reason)


def test_a_small_text_cannot_become_a_huge_document() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert len(yaml_documents("\n".join(lines[:4]))[0]["a3"]) == 10
    for text in ("\n".join(lines), "a: &a [*a]"):
        with pytest.raises(InvalidObjectError, match="aliases make the documents too large"):
            yaml_documents(text)
