"""Topics as MQTT has them, and the subjects that NATS makes of them."""

import pytest

from findling.base.errors import IllegalArgumentError
from findling.edge.topics import TopicFilter, device_topic, topic_of


@pytest.mark.parametrize(
    ("wanted", "topic", "matches"),
    [
        ("+/temperature", "d1/temperature", True),
        ("+/temperature", "d1/a/temperature", False),
        ("+/temperature", "d1/humidity", False),
        ("#", "d1", True),
        ("d1/#", "d1", True),
        ("d1/#", "d1/a/b", True),
        ("d1/#", "d2/a", False),
        ("d1/+", "d1", False),
        ("d1/+/b", "d1/a/b", True),
        ("d1", "d1", True),
    ],
)
def test_filters(wanted: str, topic: str, matches: bool) -> None:
    assert TopicFilter(wanted).matches(topic) is matches


@pytest.mark.parametrize("wrong", ["", "#/a", "a#", "a/b+", "a/#/b"])
def test_no_filters(wrong: str) -> None:
    with pytest.raises(IllegalArgumentError, match="is no filter of topics"):
        TopicFilter(wrong)


@pytest.mark.parametrize(
    ("subject", "topic"),
    [("a.b", "a/b"), ("a.b//c.d", "a/b.c/d"), ("a./.b", "a//b"), ("/.a", "/a")],
)
def test_subjects(subject: str, topic: str) -> None:
    assert topic_of(subject) == topic


def test_events_of_devices() -> None:
    assert device_topic("$MQTT.msgs.findling.n1.d1.a.b", "n1") == ("d1", "a/b")
    assert device_topic("$MQTT.msgs.findling.n2.d1.a", "n1") is None
    assert device_topic("$MQTT.msgs.findling.n1.d1", "n1") is None
    assert device_topic("$MQTT.msgs.other.n1.d1.a", "n1") is None
