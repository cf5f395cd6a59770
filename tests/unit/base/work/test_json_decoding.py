"""Long texts where the address space is limited: they are decoded, or there is an error; the process goes on."""

import subprocess
import sys

import pytest

SHAPES = {
    "clauses": """b'{"bool":{"should":[' + b",".join([b'{"match":{"t":"word"}}'] * 200_000) + b"]}}" """,
    "strings": """b'{"terms":{"k":[' + b",".join(b'"k%d"' % n for n in range(700_000)) + b"]}}" """,
    "numbers": """b'{"terms":{"k":[' + b",".join(b"%d" % n for n in range(1_500_000)) + b"]}}" """,
    "members": """b"{" + b",".join(b'"member%d":1' % n for n in range(500_000)) + b"}" """,
    "lists": """b'{"a":[' + b",".join([b"[[1],[2]]"] * 300_000) + b"]}" """,
    "text": """b'{"a":"' + b"word " * 4_000_000 + b'"}' """,
}
PROGRAM = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 40, resource.RLIM_INFINITY))
from findling.base.work.json_decoding import decode
from findling.base.work.process_memory import limit_allocator
limit_allocator()
body = {shape}
with open("/proc/self/statm") as sizes:
    size = int(sizes.read().split()[0]) * resource.getpagesize()
decoded = refused = 0
for times in range(4, 64, 4):
    most = size + times * len(body)
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    try:
        decode(body)
    except MemoryError as error:
        assert "no address space" in str(error)
        refused += 1
    else:
        decoded += 1
print(decoded > 0, refused > 0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the size of the address space")
@pytest.mark.parametrize("shape", SHAPES)
def test_decoded_or_refused(shape: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(shape=SHAPES[shape])], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout.strip()) == (0, "True True"), answer.stderr
