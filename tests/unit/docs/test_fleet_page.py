"""The examples of docs/fleet.md: requests are answered, the module of functions declares what the page says."""

import re
from collections.abc import Iterator
from pathlib import Path

from findling.edge.functions.declared import Declarations
from findling.edge.functions.topics import Filter
from tests.reference.api import Api

TEXT = (Path(__file__).parents[3] / "docs" / "fleet.md").read_text()
REQUEST = re.compile(r"(GET|PUT|POST|DELETE) (/\S*)\n(.*)", re.DOTALL)


def examples() -> Iterator[tuple[str, str, str]]:
    """Yields method, path and body."""
    for block in re.findall(r"(?:^ {4}.*\n)+", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL), re.MULTILINE):
        request = REQUEST.fullmatch(re.sub(r"^ {4}", "", block, flags=re.MULTILINE))
        assert request is not None, block
        yield request[1], request[2], request[3]


def test_every_request(api: Api) -> None:
    found = {}
    for method, path, body in examples():
        answer = api.call(method, path, body.encode() if body else None)
        assert answer.status in (200, 201), (path, answer.text)
        found[method, path] = answer.body
    assert found["GET", "/_edge/groups/quay"]["members"] == ["n1", "n2"]
    assert found["GET", "/_edge/shadows/lamp"]["state"]["delta"] == {"on": True, "colour": {"red": 5}}
    assert found["POST", "/_edge/deployments/first/_rollback"]["state"] == "rolled_back"


def test_the_functions() -> None:
    (module,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    declared = Declarations()
    head = "import functools\nimport findling.edge.functions.declared as declared\n"
    names = ("on", "every", "on_hub", "on_sensor")
    bound = "".join(f"{name} = functools.partial(declared.{name}, declarations=DECLARED)\n" for name in names)
    imports, _, rest = module.partition("\n\n\n")
    exec(f"{imports}\n{head}{bound}{rest}", {"__name__": "page", "DECLARED": declared})
    assert [(one.topic, one.every_ms) for one in declared.found] == [
        ("sensors/+/temperature", 0),
        ("", 10_000),
        ("$node/disk", 0),
        ("$hub/news/#", 0),
    ]
    assert Filter(declared.found[0].topic).takes("findling/n1/sensors/a/temperature", "n1")
