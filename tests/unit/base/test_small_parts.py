"""Ids, spelling, breakers, clock and error bodies."""

import base64
import string
import threading

import pytest

from findling.base.clock import FixedClock, SystemClock
from findling.base.error_body import error_body, error_object, error_type, root_cause
from findling.base.errors import (
    CircuitBreakingError,
    IllegalArgumentError,
    IndexNotFoundError,
    NumberFormatError,
    SearchPhaseExecutionError,
)
from findling.base.ids import auto_id, auto_ids, random_uuid
from findling.base.spelling import close_names, did_you_mean, levenshtein
from findling.base.work.breakers import Breakers, CircuitBreaker

URL_SAFE = set(string.ascii_letters + string.digits + "-_")


def test_ids_are_twenty_url_safe_characters_and_unique() -> None:
    made = [auto_id() for _ in range(5000)]
    assert len(set(made)) == 5000
    assert all(len(doc_id) == 20 and set(doc_id) <= URL_SAFE for doc_id in made)


def test_uuids_can_be_file_names() -> None:
    for _ in range(500):
        uuid = random_uuid()
        assert len(uuid) == 22
        assert uuid[0] not in "-_"


def test_spelling() -> None:
    assert levenshtein("kitten", "sitting") == 3
    assert levenshtein("", "abc") == 3
    assert close_names("sise", ["size", "from", "sort"], 0.5) == ["size"]
    assert did_you_mean("sise", ["size"]) == " did you mean [size]?"
    assert did_you_mean("ab", ["ac", "ad"], 0.4) == " did you mean any of [ac, ad]?"
    assert did_you_mean("zzzz", ["size"]) == ""


def test_breakers_refuse_and_give_back() -> None:
    parent = CircuitBreaker("parent", 100)
    child = CircuitBreaker("request", 80, parent)
    with child.reserve(70, "search"):
        assert (child.used, parent.used) == (70, 70)
        with pytest.raises(
            CircuitBreakingError, match=r"\[request\] Data too large, data for \[more\] would be \[90/90b\]"
        ):
            child.add(20, "more")
        parent.add(25, "other")
        with pytest.raises(CircuitBreakingError, match=r"\[parent\]"):
            child.add(10, "more")
        assert child.used == 70
    assert (child.used, parent.used, child.tripped, parent.tripped) == (0, 25, 1, 1)


def test_breakers_count_across_threads() -> None:
    breakers = Breakers(1 << 20)

    def work() -> None:
        for _ in range(200):
            with breakers.request.reserve(10, "x"):
                pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert breakers.request.used == 0
    assert set(breakers.stats()) == {"request", "fielddata", "inflight_requests", "parent"}


def test_clocks() -> None:
    clock = FixedClock(5_000)
    clock.advance(250)
    assert (clock.now_ms(), clock.monotonic()) == (5_250, 5.25)
    assert SystemClock().now_ms() > 1_700_000_000_000
    assert SystemClock().monotonic() <= SystemClock().monotonic()


def test_error_bodies_carry_metadata_and_causes() -> None:
    try:
        try:
            raise NumberFormatError('For input string: "x"')
        except NumberFormatError as cause:
            raise IllegalArgumentError("no good", line=3) from cause
    except IllegalArgumentError as error:
        body = error_body(error)
    assert body["status"] == 400
    assert body["error"]["root_cause"] == [{"type": "illegal_argument_exception", "reason": "no good", "line": 3}]
    assert body["error"]["caused_by"]["type"] == "number_format_exception"
    assert "stack_trace" in error_object(IllegalArgumentError("x"), with_trace=True)


def test_unknown_exceptions_get_a_type_of_their_name() -> None:
    assert error_type(ZeroDivisionError()) == "zero_division_exception"
    assert error_body(KeyError("k"))["status"] == 500


def test_each_failure_that_is_shown_has_its_root_cause() -> None:
    reason = {"type": "query_shard_exception", "reason": "r", "caused_by": {"type": "number_format_exception"}}
    failures = [{"shard": n, "reason": reason} for n in range(3)]
    body = error_body(SearchPhaseExecutionError("all shards failed", phase="query", failed_shards=failures))
    assert body["error"]["root_cause"] == [{"type": "query_shard_exception", "reason": "r"}] * 3


@pytest.mark.parametrize("kind", ["json_parse_exception", "input_coercion_exception"])
def test_what_the_json_parser_says_is_no_root_cause(kind: str) -> None:
    parsing = {"type": "x_content_parse_exception", "reason": "not numeric"}
    assert root_cause({**parsing, "caused_by": {"type": kind, "reason": "not numeric"}}) == parsing


def test_root_cause_is_the_innermost_of_elasticsearchs_own() -> None:
    bound = {"type": "parse_exception", "reason": "no date", "caused_by": {"type": "illegal_argument_exception"}}
    wrapped = {"type": "query_shard_exception", "reason": "failed", "caused_by": bound}
    assert root_cause(wrapped) == {"type": "parse_exception", "reason": "no date"}
    syntax = {"type": "parse_exception", "reason": "Cannot parse '('"}
    assert root_cause({"type": "query_shard_exception", "caused_by": syntax}) == {"type": "query_shard_exception"}
    deep = {"type": "x_content_parse_exception", "caused_by": {"type": "x_content_parse_exception", "reason": "in"}}
    assert root_cause(deep)["reason"] == "in"


def test_missing_index_names_the_resource() -> None:
    shown = error_object(IndexNotFoundError("i"))
    assert shown["resource.id"] == "i"
    assert shown["reason"] == "no such index [i]"


def test_many_generated_ids_look_like_single_ones() -> None:
    ids = auto_ids(1000)
    assert len(set(ids)) == 1000
    assert {len(doc_id) for doc_id in ids} == {len(auto_id())}
    assert auto_ids(0) == []
    assert base64.urlsafe_b64decode(ids[0])[9:] == base64.urlsafe_b64decode(auto_id())[9:]
