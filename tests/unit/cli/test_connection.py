"""The connection of the commands to a server that goes away."""

import socket
import threading

import pytest

from findling.cli.connection import Connection, ServerError


def _serve_once(listening: socket.socket, answer: bytes) -> None:
    client, _ = listening.accept()
    with client:
        client.recv(1 << 16)
        client.sendall(answer)


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\ncontent-le", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", b"nonsense\r\n"],
)
def test_an_answer_that_breaks_off_is_an_error_of_the_server(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve_once, args=(listening, answer))
        thread.start()
        with (
            Connection(f"http://127.0.0.1:{listening.getsockname()[1]}") as connection,
            pytest.raises(ServerError, match="closed the connection"),
        ):
            connection.request("POST", "/store/_bulk", b"{}\n", "application/x-ndjson")
        thread.join()


def test_a_server_that_is_gone_when_a_request_is_repeated_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"  # keeps the connection, which is closed all the same
        thread = threading.Thread(target=_serve_once, args=(listening, answer))
        thread.start()
        with Connection(url) as connection:
            assert connection.request("GET", "/") == {}
            thread.join()
            listening.close()
            with pytest.raises(ServerError, match="no server at"):
                connection.request("DELETE", "/store")
