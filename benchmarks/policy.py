"""What policies cost: python -m benchmarks.policy [--decisions 1000000] [--bomb].

A decision about a request, by a policy of 1,000 users with 20 roles: asked each time, remembered, and where there is no
policy. With --decisions, how memory grows over that many decisions that are all asked. With --bomb, how long plain
searches take while a policy counts three million pairs for somebody else.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.policy.engine.errors import EngineError
from findling.security.authc.authentication import NATIVE, Authentication, User
from findling.security.authz.authorizer import ActionRequest
from tests.reference.api import Api

ACTION: Final = "indices:data/read/search"
POLICY: Final = """package findling.authz

default decision := {"allow": false, "reason": "no role of the user allows it"}

decision := {"allow": true} if {
    some role in data.by_user[input.user.name]
    some grant in data.roles[role]
    grant.action == input.action
    CONDITION
}
"""
BOMB: Final = "package bomb\n\nn := count([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 1000)])\n"
DATA: Final[dict[str, Any]] = {
    "by_user": {f"user-{number}": [f"role-{number % 20}"] for number in range(1000)},
    "roles": {f"role-{number}": [{"action": f"other-{number}"}, {"action": ACTION}] for number in range(20)},
}


def percentiles(work: Callable[[], object], times: int) -> str:
    """Returns the median and 99th percentile of what something takes, in microseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1e6)
    taken.sort()
    return f"p50 {taken[times // 2]:8.1f} us   p99 {taken[times * 99 // 100]:8.1f} us"


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def decisions(node: Node, many: int) -> None:
    assert node.security is not None
    security, policies = node.security, node.decisions.policies
    who = Authentication(User("user-7", ("superuser",)), NATIVE)
    authority = security.authority(who)
    request = ActionRequest(ACTION, "GET", "/docs/_search", "docs")

    def ask() -> None:
        security.authorizer.check(request, who, authority)

    print(f"no policy     {percentiles(ask, 20_000)}")
    policies.change_data(lambda now: DATA, "", None)
    policies.put_module("policy", POLICY.replace("CONDITION", "true"), None)
    print(f"remembered    {percentiles(ask, 20_000)}")
    policies.put_module("policy", POLICY.replace("CONDITION", "input.time > 0"), None)
    print(f"asked         {percentiles(ask, 5_000)}")
    before = resident_mb()
    for done in range(1, many + 1):
        ask()
        if done % max(1, many // 4) == 0:
            print(f"{done:9} decisions: {resident_mb():.1f} MB ({resident_mb() - before:+.1f})", flush=True)
    policies.delete_module("policy", None)


def bomb(node: Node) -> None:
    assert node.security is not None
    node.security.users.bootstrap("password")
    api, headers = Api(node), {"authorization": "Basic ZWxhc3RpYzpwYXNzd29yZA=="}
    for number in range(2000):
        api.call("PUT", f"/docs/_doc/{number}", {"text": f"document {number} of many", "n": number}, headers)
    api.call("POST", "/docs/_refresh", None, headers)

    def search() -> None:
        api.call("POST", "/docs/_search", {"query": {"match": {"text": "document"}}}, headers)

    print(f"searches alone      {percentiles(search, 2000)}")
    node.decisions.policies.put_module("bomb", BOMB, None)
    stop = threading.Event()

    def burst() -> None:
        while not stop.is_set():
            try:
                node.decisions.policies.current.apart.evaluate("bomb.n", {})
            except EngineError:
                continue

    thread = threading.Thread(target=burst)
    thread.start()
    print(f"beside a bomb       {percentiles(search, 2000)}")
    stop.set()
    thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=20_000)
    parser.add_argument("--bomb", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = NodeConfig(Path(folder) / "data", sync=False, background=False, threads=2, security=True)
        with Node(config) as node:
            decisions(node, options.decisions)
            if options.bomb:
                bomb(node)


if __name__ == "__main__":
    main()
