"""Topics that functions take: those of devices, of the hub's messages, and of the node's sensors."""

from typing import Final

from findling.edge.topics import ROOT, TopicFilter

HUB: Final = "$hub"
SENSORS: Final = "$node"


class Filter(TopicFilter):
    """A filter of topics. What begins with `$` is taken only by a filter that begins so too."""

    def takes(self, topic: str, node: str) -> bool:
        """Whether it takes a topic, written whole or without `findling/NODE/`."""
        if topic.startswith("$") and not self.text.startswith("$"):
            return False
        return self.matches(topic) or self.matches(own_part(topic, node))


def own_part(topic: str, node: str) -> str:
    """Returns a topic without `findling/NODE/`, which functions need not write."""
    return topic.removeprefix(f"{ROOT}/{node}/")
