"""The commands and requests of docs/identity.md do what the page says, with a server of its own process."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from findling.cli.main import main
from findling.identity.texts.messages import catalogs
from findling.rest.server import bind
from tests.unit.identity.browser import Browser
from tests.unit.identity.mailbox import Mailbox, mailbox

TEXT = (Path(__file__).parents[3] / "docs" / "identity.md").read_text()
BLOCKS = [
    re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^    .*\n)+", TEXT, re.MULTILINE)
]


def commands() -> list[list[str]]:
    """Returns the arguments of the commands that set a provider up."""
    lines = [line for block in BLOCKS for line in block.splitlines() if line.startswith("findling identity")]
    return [shlex.split(line)[1:] for line in lines]


def free_port() -> int:
    """Returns a port that nobody listens on."""
    with bind("127.0.0.1", 0) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def serving(data: Path, box: Mailbox, port: int) -> Iterator[None]:
    """Runs the command of the page that serves, with other ports."""
    (line,) = [line for block in BLOCKS for line in block.splitlines() if line.startswith("findling serve")]
    arguments = shlex.split(line.replace("9600", str(port)).replace("1025", str(box.port)))[1:]
    command = [sys.executable, "-m", "findling.cli", *arguments, "--port", "0", "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout is not None
        assert f"the identity provider is at http://127.0.0.1:{port}" in process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_the_examples(tmp_path: Path) -> None:
    secret, port = "", free_port()
    url = f"http://127.0.0.1:{port}"
    for arguments in commands():
        environment = {"FINDLING_IDENTITY_URL": url}
        done = CliRunner().invoke(main, [*arguments, "--data", str(tmp_path)], env=environment)
        assert done.exit_code == 0, done.output
        found = re.search(r"^client_secret (\S+)$", done.output, re.MULTILINE)
        secret = found[1] if found else secret
    with mailbox() as box, serving(tmp_path, box, port):
        browser, token, asked = Browser(url), "", 0
        for block in BLOCKS:
            if not re.match(r"(GET|POST) ", block):
                continue
            first, _, body = block.partition("\n")
            method, target = first.split(" ", 1)
            body = body.replace("SECRET", secret).replace("http://127.0.0.1:9600", url)
            headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
            if "oauth" in target:
                del headers["authorization"]
            answer = browser.ask(method, target, body.encode() or None, headers)
            assert answer.status in (200, 201), (block, answer.text)
            if "oauth" in target:
                token = answer.json["access_token"]
            asked += 1
        assert asked == 9
        assert {box.next()["Subject"] for _ in range(2)} == {
            catalogs(None)["en"]["mail-verify-subject"], catalogs(None)["en"]["mail-reset-subject"],
        }  # fmt: skip


def test_each_setting_and_page_is_told_of() -> None:
    settings = ("identity", "identity_url", "identity_mail", "identity_mail_from", "identity_sign_up",
                "identity_templates", "identity_breached")  # fmt: skip
    assert [name for name in settings if f"| `{name}` |" not in TEXT] == []
