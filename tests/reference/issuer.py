"""An issuer of tokens on a socket of this machine: discovery, public keys, and tokens as it is told."""

import json
import threading
import time
import warnings
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from joserfc import jwk, jwt

AUDIENCE = "https://search.example"
_KINDS = {"RS": ("RSA", 2048), "PS": ("RSA", 2048), "EdDSA": ("OKP", "Ed25519"), "Ed25519": ("OKP", "Ed25519"),
          "ES256": ("EC", "P-256"), "ES384": ("EC", "P-384"), "ES512": ("EC", "P-521")}  # fmt: skip
_MADE: dict[str, Any] = {}


def key_for(algorithm: str, number: int = 1) -> Any:
    """Returns a key of the kind that an algorithm needs; the same one each time, as they take long to make."""
    kind = _KINDS.get(algorithm) or _KINDS[algorithm[:2]]
    name = f"{'-'.join(map(str, kind))}-{number}"
    if name not in _MADE:
        _MADE[name] = jwk.generate_key(*kind, parameters={"kid": name})
    return _MADE[name]


class Issuer:
    """A with block in which discovery and keys are served. asked: how often, by path

    path: of the issuer's URL, such as "/realms/shop"; keys: what it publishes, to be changed at will
    """

    def __init__(self, path: str = "/", algorithms: tuple[str, ...] = ("RS256",)) -> None:
        self.asked: Counter[str] = Counter()
        self.keys = [key_for(algorithm) for algorithm in algorithms]
        self.more_keys: list[dict[str, Any]] = []
        self.broken: Mapping[str, tuple[int, bytes]] = {}
        self.gate = threading.Event()
        self.gate.set()
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked[self.path] += 1
                issuer.gate.wait(10)
                status, body = issuer._answer(self.path)
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}{path}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.gate.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def jwks_asked(self) -> int:
        return self.asked["/keys"]

    def _answer(self, path: str) -> tuple[int, bytes]:
        if path in self.broken:
            return self.broken[path]
        if path == "/keys":
            public = [{**key.as_dict(private=False), "use": "sig"} for key in self.keys]
            return 200, json.dumps({"keys": [*public, *self.more_keys]}).encode()
        if path.endswith("/.well-known/openid-configuration"):
            origin = self.url.split("/", 3)
            return 200, json.dumps({"issuer": self.url, "jwks_uri": "/".join(origin[:3]) + "/keys"}).encode()
        return 404, b"{}"

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Returns claims of an access token; None takes one out."""
        now = int(time.time())
        usual = {"iss": self.url, "sub": "ann", "aud": AUDIENCE, "iat": now, "exp": now + 600, "scope": "read:shop"}
        return {name: value for name, value in {**usual, **changed}.items() if value is not None}

    def token(self, algorithm: str = "RS256", key: Any = None, header: Mapping[str, Any] | None = None,
              **changed: Any) -> str:  # fmt: skip
        """Returns a token. header: members of the header; the rest: claims"""
        key = key or key_for(algorithm)
        head = {"alg": algorithm, "typ": "at+jwt", "kid": key.kid, **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return jwt.encode(head, self.claims(**changed), key, algorithms=[algorithm])
