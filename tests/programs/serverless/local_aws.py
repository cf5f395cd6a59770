"""moto's server whose functions really run, with what it lacks and Zappa asks.

    python -m tests.programs.serverless.local_aws PORT PROXY_PORT RUNTIME CA_FOLDER

Functions run in environments (`runtime_api`), their log goes to CloudWatch; rules of EventBridge that have functions as
targets call them; REST APIs and function URLs are answered under their own names, by HTTPS through a proxy with a
certificate authority of its own. Every host that is none of these is refused.
"""

import http.server
import json
import re
import ssl
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import moto.apigateway.models as gateway_models
import moto.awslambda.models as lambda_models
import moto.events.models as event_models
import moto.iam.access_control as access_control
import moto.iam.models as iam_models
import moto.s3.notifications as notifications
import moto.sts.models as sts_models
from moto.events.exceptions import ValidationException
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

from tests.programs.serverless.runtime_api import Environment
from tests.unit.serverless.http.lambda_events import answer_of, event_of

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
LARGEST_LOG: Final = 4096
"""Of what a function wrote, so much comes with its result."""
EVENTS: Final = "events.amazonaws.com"
Header = tuple[str, str]
_RIGHTS: Final = {"s3:HeadBucket": "s3:ListBucket", "lambda:Invoke": "lambda:InvokeFunction"}
"""Rights whose names are not those of the calls."""
_HOSTS: Final = (".execute-api.", ".lambda-url.")


class Functions:
    """The environments of functions that have been called, one for each version of its code and settings."""

    def __init__(self, port: int, runtime: Path) -> None:
        self._port = port
        self._runtime = runtime
        self._environments: dict[tuple[str, str, str], Environment] = {}
        self._lock = threading.Lock()

    def of(self, function: Any) -> Environment:
        """Returns the environment of a function of moto's."""
        variables = {name: str(value) for name, value in function.environment_vars.items()}
        key = (function.function_name, function.code_sha_256, json.dumps(variables, sort_keys=True))
        with self._lock:
            found = self._environments.get(key)
            if found is None or not found.is_alive:
                for old in [one for one in self._environments if one[0] == function.function_name]:
                    self._environments.pop(old).close()
                found = self._environments[key] = Environment(
                    function.code_bytes,
                    function.handler,
                    self._runtime,
                    {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._port}", **_keys_of(function), **variables},
                    function.memory_size,
                    float(function.timeout),
                    function.function_name,
                )
            return found


def _keys_of(function: Any) -> dict[str, str]:
    """Returns the keys of a function's role, as Lambda puts them into the environment."""
    backend = sts_models.sts_backends[function.account_id]["aws"]
    taken = backend.assume_role(REGION, function.function_name, function.role, "", 3600, "")
    return {
        "AWS_ACCESS_KEY_ID": taken.access_key_id,
        "AWS_SECRET_ACCESS_KEY": taken.secret_access_key,
        "AWS_SESSION_TOKEN": taken.session_token,
    }


def run_functions(functions: Functions) -> None:
    """Has moto run functions, instead of asking docker."""

    def invoke(self: Any, event: Any = None) -> tuple[str, bool, str]:
        self.logs_backend.ensure_log_group(self.logs_group_name)
        done = functions.of(self).invoke(event if event is not None else {})
        self.save_logs(done.log)
        return done.payload.decode(), done.failed, done.log[-LARGEST_LOG:]

    lambda_models.LambdaFunction._invoke_lambda = invoke


def call_targets() -> None:
    """Has rules of EventBridge call functions; one of a schedule alone has no pattern, which matches nothing here."""
    original = event_models.Rule.send_to_targets

    def send(self: Any, event: Any, transform_input: bool = True) -> None:
        targets, self.targets = self.targets, [one for one in self.targets if ":lambda:" not in one["Arn"]]
        try:
            original(self, event, transform_input)
        finally:
            self.targets = targets
        if self.scheduled_expression or not self.event_pattern.matches_event(event):
            return
        for target in targets:
            if ":lambda:" in target["Arn"]:
                region = target["Arn"].split(":")[3]
                function = lambda_models.lambda_backends[self.account_id][region].get_function(target["Arn"])
                function.invoke(json.dumps(dict(event), default=str), {}, {})

    event_models.Rule.send_to_targets = send


def tell_later() -> None:
    """Has notices of buckets call functions aside, as AWS does: one may come of what a function writes."""
    original = notifications._invoke_awslambda

    def tell(*arguments: Any) -> None:
        threading.Thread(target=original, args=arguments, daemon=True).start()

    notifications._invoke_awslambda = tell


def trust_events() -> None:
    """Has EventBridge refuse rules with a role that does not trust it, as AWS does."""
    original = event_models.EventsBackend.put_rule

    def put(self: Any, *arguments: Any, **named: Any) -> Any:
        role_arn = named.get("role_arn")
        if role_arn:
            found = iam_models.iam_backends[self.account_id]["aws"].get_role_by_arn(role_arn)
            if EVENTS not in json.dumps(found.assume_role_policy_document):
                raise ValidationException(f"Provided role '{role_arn}' cannot be assumed by principal '{EVENTS}'.")
        return original(self, *arguments, **named)

    event_models.EventsBackend.put_rule = put


def ask_for_rights() -> None:
    """Has rights asked for by their names in IAM, where moto takes the names of calls; signatures are not looked at."""
    original = access_control.IAMRequestBase.__init__

    def begin(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        if self._service == "apigateway":
            self._action = f"apigateway:{self._method}"
        self._action = _RIGHTS.get(self._action, self._action)

    access_control.IAMRequestBase.__init__ = begin
    access_control.IAMRequestBase.check_signature = lambda self: None


def fill_gaps(port: int) -> None:
    """What Zappa asks of REST APIs and of a function's code, and moto answers otherwise than AWS."""
    original = gateway_models.RestAPI.apply_patch_operations

    def patch(self: Any, operations: Iterable[dict[str, str]]) -> None:
        for operation in operations:
            named = re.match(r"/binaryMediaTypes/(.+)", operation.get("path", ""))
            if named is None:
                original(self, [operation])
                continue
            kind = named[1].replace("~1", "/").replace("~0", "~")
            kept = [one for one in self.binaryMediaTypes if one != kind]
            self.binaryMediaTypes = kept if operation["op"] == "remove" else [*kept, kind]

    gateway_models.RestAPI.apply_patch_operations = patch
    code_of = lambda_models.LambdaFunction.get_code

    def get_code(self: Any) -> dict[str, Any]:
        told = code_of(self)
        if told.get("Code", {}).get("RepositoryType") == "S3":
            place = f"http://127.0.0.1:{port}/_code/{self.region}/{self.function_name}/{self.version}"
            told["Code"]["Location"] = place
        return told

    lambda_models.LambdaFunction.get_code = get_code


def answer(method: str, host: str, target: str, headers: list[Header], body: bytes) -> tuple[int, list[Header], bytes]:
    """Answers a request to the name of a gateway or of a function's URL."""
    found = _route(host, urllib.parse.urlsplit(target).path)
    if found is None:
        return 403, [("content-type", "application/json")], b'{"message":"Missing Authentication Token"}'
    shape, function, path, stage = found
    query = urllib.parse.urlsplit(target).query
    event = event_of(shape, method, f"{path}?{query}" if query else path, dict(headers), body, stage)
    payload, failed, _ = function._invoke_lambda(event)
    try:
        return answer_of(json.loads(payload)) if not failed else _broken()
    except (ValueError, KeyError, TypeError):
        return _broken()


def _broken() -> tuple[int, list[Header], bytes]:
    return 502, [("content-type", "application/json")], b'{"message": "Internal server error"}'


def _mapped(host: str) -> tuple[str, str] | None:
    """Returns the REST API and its stage behind a domain of its own, None if it is none."""
    gateway = gateway_models.apigateway_backends[ACCOUNT][REGION]
    if host not in gateway.domain_names:
        return None
    mappings = gateway.base_path_mappings.get(host, {}).values()
    return next(((one.rest_api_id, one.stage) for one in mappings), None)


def _route(host: str, path: str) -> tuple[str, Any, str, str] | None:
    """Returns shape, function, path without the stage, and stage of what is deployed there."""
    mapped = _mapped(host)
    if mapped is not None:
        host, path = f"{mapped[0]}.execute-api.{REGION}.amazonaws.com", f"/{mapped[1]}{path}"
    named = re.match(r"([a-z0-9]+)\.(execute-api|lambda-url)\.([a-z0-9-]+)\.", host)
    if named is None:
        return None
    functions = lambda_models.lambda_backends[ACCOUNT][named[3]]
    if named[2] == "lambda-url":
        for function in functions._lambdas.latest():
            config = getattr(function, "url_config", None)
            if config is not None and host in config.url:
                return "url", function, path, "$default"
        return None
    api = gateway_models.apigateway_backends[ACCOUNT][named[3]].apis.get(named[1])
    stage, _, rest = path.lstrip("/").partition("/")
    if api is None or stage not in api.stages:
        return None
    for resource in api.resources.values():
        method = resource.resource_methods.get("ANY")
        if resource.get_path() == ("/{proxy+}" if rest else "/") and method is not None:
            arn = re.search(r"function:([^/:]+)", method.method_integration.uri)
            assert arn is not None
            return "rest", functions.get_function(arn[1]), f"/{rest}", stage
    return None


def shim(application: Callable[..., Any]) -> Callable[..., Any]:
    """Answers, before moto does, what it does not know."""

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        code = re.fullmatch(r"/_code/([^/]+)/([^/]+)/([^/]+)", path)
        if code is not None:
            function = lambda_models.lambda_backends[ACCOUNT][code[1]].get_function(code[2], code[3])
            return _send(start, "200 OK", function.code_bytes, "application/zip")
        urls = re.fullmatch(r"/2021-10-31/functions/([^/]+)/urls/?", path)
        if urls is not None:
            function = lambda_models.lambda_backends[ACCOUNT][_region(environ)].get_function(urls[1])
            config = getattr(function, "url_config", None)
            told = {"FunctionUrlConfigs": [config.to_dict()] if config is not None else []}
            return _send(start, "200 OK", json.dumps(told).encode(), "application/json")
        version = re.fullmatch(r"(/[^/]+/functions/)function:([^/:]+):([^/:]+)", path)
        if version is not None:
            environ["PATH_INFO"] = version[1] + version[2]
            environ["QUERY_STRING"] = f"Qualifier={version[3]}"
            environ["RAW_URI"] = environ["REQUEST_URI"] = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        if method == "POST" and re.search(r"/functions/[^/]+/policy$", path):
            # Zappa takes 201 alone for a permission that was added
            begin = start
            start = lambda status, *rest: begin("201 Created" if status.startswith("200") else status, *rest)  # noqa: E731
        return application(environ, start)

    return serve


def _region(environ: dict[str, Any]) -> str:
    found = re.search(r"/\d{8}/([^/]+)/lambda/", environ.get("HTTP_AUTHORIZATION", ""))
    return found[1] if found else "us-east-1"


def _send(start: Callable[..., Any], status: str, body: bytes, kind: str) -> list[bytes]:
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


class Authority:
    """A certificate authority that lasts as long as a test."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self._openssl(
            "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj", "/CN=test authority"
        )

    def context(self, host: str) -> ssl.SSLContext:
        """Returns what a server of a name speaks TLS with."""
        with self._lock:
            if host not in self._contexts:
                (self._folder / "names").write_text(f"subjectAltName=DNS:{host}\n")
                self._openssl("req -newkey rsa:2048 -nodes -keyout host.key -out host.csr -subj", "/CN=x")
                signing = (
                    "x509 -req -in host.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out host.pem -days 2 -extfile"
                )
                self._openssl(signing, "names")
                made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                made.load_cert_chain(self._folder / "host.pem", self._folder / "host.key")
                self._contexts[host] = made
            return self._contexts[host]

    def _openssl(self, words: str, last: str) -> None:
        subprocess.run(["openssl", *words.split(), last], cwd=self._folder, check=True, capture_output=True)


def proxy(port: int, authority: Authority) -> http.server.ThreadingHTTPServer:
    """Returns the proxy that names of gateways are asked through."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *arguments: Any) -> None:
            pass

        def do_CONNECT(self) -> None:
            host = self.path.rpartition(":")[0]
            if not any(part in host for part in _HOSTS) and _mapped(host) is None:
                self.send_error(403)
                return
            self.send_response(200)
            self.end_headers()
            with authority.context(host).wrap_socket(self.connection, server_side=True) as secure:
                self._exchange(secure, host)
            self.close_connection = True

        def _exchange(self, secure: ssl.SSLSocket, host: str) -> None:
            lines = secure.makefile("rb")
            method, target, _ = lines.readline().decode().split(" ", 2)
            headers: list[Header] = []
            while line := lines.readline().strip():
                name, _, value = line.decode("latin-1").partition(":")
                headers.append((name, value.strip()))
            length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
            status, told, body = answer(method, host, target, headers, lines.read(length) if length else b"")
            kept = [(name, value) for name, value in told if name.lower() not in ("content-length", "connection")]
            head = "".join(f"{name}: {value}\r\n" for name, value in kept)
            whole = f"HTTP/1.1 {status} x\r\n{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            secure.sendall(whole.encode("latin-1") + (b"" if method == "HEAD" else body))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


def main(port: int, proxy_port: int, runtime: Path, folder: Path) -> None:
    run_functions(Functions(port, runtime))
    call_targets()
    tell_later()
    ask_for_rights()
    trust_events()
    fill_gaps(port)
    threading.Thread(target=proxy(proxy_port, Authority(folder)).serve_forever, daemon=True).start()
    run_simple("127.0.0.1", port, shim(DomainDispatcherApplication(create_backend_app)), threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
