"""The words of Elasticsearch 9.1 (recorded) for texts that are no JSON."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.base.json_fault import find_fault, json_error, second_value

VALUES = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"
BRACE = "Unexpected character ('}' (code 125))"
ONE = "Unexpected character ('1' (code 49))"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"query":}', "[1:10] Unexpected character ('}' (code 125)): expected a value"),
        ('{"query":{}', "[1:12] Unexpected end of file"),
        ('{"query":tru}', f"[1:14] Unrecognized token 'tru': was expecting ({VALUES})"),
        ('{}\nx', f"[2:2] Unrecognized token 'x': was expecting ({VALUES})"),
        ('{"n":"abc', "[1:10] Unexpected end-of-input in VALUE_STRING"),
        ('{"query":01}', "[1:11] Invalid numeric value: Leading zeroes not allowed"),
        ('{"q":1.}', f"[1:8] {BRACE} in numeric value: Decimal point not followed by a digit"),
        ('{"a":1e}', f"[1:8] {BRACE} in numeric value: Exponent indicator not followed by a digit"),
        ('{"a" 1}', f"[1:6] {ONE}: was expecting a colon to separate field name and value"),
        ('{"a":1,}', "[1:8] Unexpected character ('}' (code 125)): was expecting double-quote to start field name"),
        ('{"a":[1,]}', "[1:9] Unexpected character (']' (code 93)): expected a value"),
        ('{"a":[1 2]}', "[1:9] Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"),
        ('{"a":"\\x"}', "[1:8] Unrecognized character escape 'x' (code 120)"),
        ('{"n":1,', "[1:8] Unexpected end-of-input within/between Object entries"),
        ('{"size":.5}', f"[1:9] Unexpected character ('.' (code 46)): expected a valid value ({VALUES})"),
        ('{"a":NaN}', "[1:9] Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"),
        ('{"s":12abc}', "[1:8] Unexpected character ('a' (code 97)): was expecting comma to separate Object entries"),
    ],
)  # fmt: skip
def test_told_as_recorded(text: str, reason: str) -> None:
    with pytest.raises(orjson.JSONDecodeError) as refused:
        orjson.loads(text)
    assert json_error(text.encode(), refused.value).reason.split("\n at [")[0] == reason


@given(st.text(alphabet='{}[]",:\\ \n0123456789.-+eEtrufalsn/x', max_size=20))
def test_every_refused_text_has_an_error(text: str) -> None:
    raw = text.encode()
    fault, named = None, ""
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError as refusal:
        fault = find_fault(raw, refusal)
        named = json_error(raw, refusal).reason
    else:
        named = "none" if second_value(raw) is None else ""
    assert named
    assert fault is None or 0 <= fault.token <= fault.place <= len(raw)


def test_a_fault_far_away_is_not_looked_for() -> None:
    raw = b'{"a":[' + b"1," * (1 << 18) + b"]}"
    with pytest.raises(orjson.JSONDecodeError) as refused:
        orjson.loads(raw)
    assert find_fault(raw, refused.value) is None
    assert "Unexpected content" in json_error(raw, refused.value).reason
