"""The door of a master: whoever wishes to join asks here, over HTTPS, also while the cluster has no majority."""

import json
import logging
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster.authority.addresses import parse_address
from findling.cluster.authority.attempts import Attempts
from findling.cluster.authority.errors import EnrolmentError, JoinRefusedError, UnknownTokenError
from findling.cluster.authority.files import SERVER, EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.join_request import JoinRequest

logger: Final = logging.getLogger("findling.cluster")

AUTHORITY_PATH: Final = "/authority"
JOIN_PATH: Final = "/join"
_LARGEST: Final = 64 << 10
_PATIENCE_S: Final = 10.0
_AT_ONCE: Final = 32


class Door:
    """Answers at HOST:PORT until it is closed. Raises EnrolmentError if the port is taken."""

    def __init__(self, files: EnrolmentFiles, listen: str) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(files.certificate(SERVER), files.key(SERVER))
        try:
            self._server = _Server(parse_address(listen), _Handler)
        except OSError as error:
            raise EnrolmentError(f"cannot listen on {listen} for nodes that join: {error.strerror}") from error
        self._server.files = files
        # the handshake is done in the thread of the connection: who does not go on with it keeps nobody waiting
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, name="findling-door", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    """Has a thread for each connection, for some at once; the others wait to be accepted."""

    daemon_threads = True
    files: EnrolmentFiles

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.attempts = Attempts()
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._places.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        logger.debug("a connection to the door broke off client=%s", client_address[0], exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE_S
    server_version = "findling"
    sys_version = ""

    def do_GET(self) -> None:
        """Gives the authority's certificate, which the asker compares with the hash it was told."""
        if self.path != AUTHORITY_PATH:
            self._answer(404, {"error": f"there is no [{self.path}] here"})
            return
        self._answer(200, {"authority": self.server.files.ca.read_text(encoding="ascii")})

    def do_POST(self) -> None:
        """Enrols the asker."""
        address, attempts = self.client_address[0], self.server.attempts
        try:
            attempts.check(address)
            if self.path != JOIN_PATH:
                raise JoinRefusedError(f"there is no [{self.path}] here")
            request = JoinRequest.from_json(self._body())
            answer = Authority(self.server.files).enrol(request)
        except FindlingError as error:
            if isinstance(error, UnknownTokenError):
                attempts.refused(address)
            logger.warning("refused to enrol client=%s: %s", address, error.reason)
            self._answer(error.status, {"error": error.reason})
        else:
            logger.info("enrolled name=%s kind=%s client=%s", request.name, request.kind, address)
            self._answer(200, answer)

    def _body(self) -> Any:
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            raise JoinRefusedError("a request to join must have a length, and not a large one")
        try:
            return json.loads(self.rfile.read(int(length)))
        except ValueError as error:
            raise JoinRefusedError(f"this is no JSON: {error}") from error

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """What is worth a line is logged above."""
