"""The cinema's server: shows, bookings, and accounts for those who book with an address.

    python server.py set-up      makes indices, a rule of ownership and roles (once; with the password of elastic)
    python server.py             serves the page and the API on port 9700

Needs nothing but Python. A booking comes in one of three ways: of somebody (a token), of a guest (a guest's token), or
with an e-mail address and a mobile number. Findling says who owns a booking; this server never does.
"""

import json
import os
import secrets
import sys
from base64 import b64encode
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

AUDIENCE = "urn:findling"
PAGE = Path(__file__).parent / "web" / "dist"
KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
SEATS = [f"{row}{number}" for row in "ABCDE" for number in range(1, 7)]
FILMS = {"1": "Metropolis", "2": "Nosferatu", "3": "The General"}
KEYWORD = {"type": "keyword"}
PASSWORD_CHARACTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
ATTEMPTS = 10


class Refused(Exception):
    """What is told to whoever asks. status: of HTTP"""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Service:
    """Talks JSON with another server. authorization: the header that goes along unless another one is given"""

    def __init__(self, url, authorization=None):
        self.parts = urlsplit(url)
        self.authorization = authorization

    def ask(self, method, path, body=None, authorization=None):
        """Returns status and answer."""
        kind = HTTPSConnection if self.parts.scheme == "https" else HTTPConnection
        connection = kind(self.parts.netloc, timeout=10)
        headers = {"Content-Type": "application/json"}
        if authorization or self.authorization:
            headers["Authorization"] = authorization or self.authorization
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        is_json = "json" in response.headers.get("Content-Type", "")
        return response.status, json.loads(text) if is_json and text else {}


class Cinema:
    """findling: with rights to write shows and bookings; provider: of accounts; client: id and secret of this server"""

    def __init__(self, findling, provider, client):
        self.findling = findling
        self.provider = provider
        self.client = dict(zip(("client_id", "client_secret"), client, strict=True))

    def set_up(self):
        """Makes what Findling needs to know."""
        contact = {"properties": {"email": KEYWORD, "mobile": KEYWORD}}
        bookings = {"owner": KEYWORD, "contact": contact, "show": KEYWORD, "seats": KEYWORD}
        visitor = [
            {
                "names": ["bookings"],
                "privileges": ["create_doc", "read"],
                "query": {"template": {"source": '{"term": {"owner": "{{_user.username}}"}}'}},
            },
        ]
        rule = {"indices": ["bookings"], "field": "owner"}
        contacts = {"email_field": "contact.email", "phone_field": "contact.mobile"}
        people = {"field": {"realm.name": "identity"}}
        for method, path, body in (
            ("PUT", "/bookings", {"mappings": {"properties": bookings}}),
            ("PUT", "/shows", {"mappings": {"dynamic": False, "properties": {"film": {"type": "text"}}}}),
            ("PUT", "/_security/role/visitor", {"indices": visitor}),
            ("PUT", "/_security/role_mapping/visitors", {"roles": ["visitor"], "enabled": True, "rules": people}),
            ("PUT", "/_security/ownership/bookings", {**rule, **contacts}),
            *(("PUT", f"/shows/_create/{id}?refresh", {"film": film, "taken": {}}) for id, film in FILMS.items()),
        ):
            status, answer = self.findling.ask(method, path, body)
            if status >= 300 and status != 409 and "already_exists" not in json.dumps(answer):
                raise SystemExit(f"{method} {path}: {json.dumps(answer)}")

    def shows(self):
        """Returns the shows with the seats that are free."""
        _, answer = self.findling.ask("GET", "/shows/_search", {"size": 100})
        return [
            {"id": hit["_id"], "film": hit["_source"]["film"],
             "free": [seat for seat in SEATS if seat not in hit["_source"]["taken"]]}
            for hit in sorted(answer["hits"]["hits"], key=lambda hit: hit["_id"])
        ]  # fmt: skip

    def bookings(self, token):
        """Returns the bookings of whoever has a token: Findling shows no others."""
        status, answer = self.findling.ask("GET", "/bookings/_search", {"size": 100}, token)
        if status != 200:
            raise Refused(401, "log in first")
        return [{"id": hit["_id"], **hit["_source"]} for hit in answer["hits"]["hits"]]

    def book(self, body, token):
        """Takes seats and stores a booking; either both, or nothing. token: Authorization header, None without one"""
        show, seats, contact = self.read(body)
        if token is None and "email" not in contact:
            raise Refused(400, "an e-mail address is needed, or a token")
        id_ = secrets.token_hex(12)
        film = self.take(show, seats, id_)
        booking = {"show": show, "film": film, "seats": seats, **({"contact": contact} if contact else {})}
        try:
            status, answer = self.findling.ask("PUT", f"/bookings/_create/{id_}?refresh=true", booking, token)
        except OSError:
            status, answer = 502, {}
        if status != 201:
            self.release(show, id_)
            raise Refused(401 if token is not None and status in (401, 403) else 502, "the booking could not be stored")
        if token is None:
            self.invite(contact["email"])
        return {"id": answer["_id"], **booking}

    def read(self, body):
        """Returns show, seats and contact of a request. Raises Refused."""
        show, seats = body.get("show"), body.get("seats")
        if show not in FILMS or not isinstance(seats, list) or not seats or not set(map(str, seats)) <= set(SEATS):
            raise Refused(400, "choose a show and seats")
        contact = {name: str(body[name]).strip() for name in ("email", "mobile") if body.get(name)}
        if "email" in contact:
            contact["email"] = contact["email"].lower()
        return show, sorted(set(map(str, seats))), contact

    def take(self, show, seats, booking):
        """Takes seats in one write, which fails if anybody else has written since. Returns the film."""
        for _ in range(ATTEMPTS):
            found = self.show(show)
            source = found["_source"]
            if any(seat in source["taken"] for seat in seats):
                raise Refused(409, "a seat is taken")
            taken = {**source["taken"], **dict.fromkeys(seats, booking)}
            if self.put_show(found, {**source, "taken": taken}):
                return source["film"]
        raise Refused(503, "too many are booking")

    def release(self, show, booking):
        """Gives back the seats of a booking that did not come to be."""
        for _ in range(ATTEMPTS):
            found = self.show(show)
            source = found["_source"]
            left = {seat: whose for seat, whose in source["taken"].items() if whose != booking}
            if self.put_show(found, {**source, "taken": left}):
                return

    def show(self, show):
        return self.findling.ask("GET", f"/shows/_doc/{show}")[1]

    def put_show(self, found, source):
        """Returns whether nobody else was faster."""
        revision = f"if_seq_no={found['_seq_no']}&if_primary_term={found['_primary_term']}"
        return self.findling.ask("PUT", f"/shows/_doc/{found['_id']}?refresh=true&{revision}", source)[0] == 200

    def invite(self, email):
        """Makes an account for an address that has none, and has a mail sent by which its password is set.

        The booking does not wait for it: whoever signs up with the address later finds the booking just so.
        """
        asked = {**self.client, "email": email, "connection": "Username-Password-Authentication"}
        password = "".join(secrets.choice(PASSWORD_CHARACTERS) for _ in range(16))
        try:
            status, _ = self.provider.ask("POST", "/dbconnections/signup", {**asked, "password": password})
            if status == 200:
                self.provider.ask("POST", "/dbconnections/change_password", asked)
        except OSError as error:
            print(f"no account was made: {error}", file=sys.stderr)


class Handler(BaseHTTPRequestHandler):
    """HTTP. cinema, told: what the page is told, are set by `serve`"""

    cinema: Cinema
    told: dict[str, str]

    def do_GET(self):
        self.answer({"/shows": self.cinema.shows, "/bookings": self.own, "/config.json": lambda: self.told})

    def do_POST(self):
        self.answer({"/bookings/create": self.create})

    def token(self):
        """Returns the header of a token, None without one: then, and only then, this server's own rights count."""
        header = self.headers.get("Authorization")
        if header is not None and not header.lower().startswith("bearer "):
            raise Refused(401, "a bearer token is needed")
        return header

    def own(self):
        token = self.token()
        if token is None:
            raise Refused(401, "log in first")
        return self.cinema.bookings(token)

    def create(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > 10_000:
            raise Refused(413, "too much")
        try:
            body = json.loads(self.rfile.read(length))
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Refused(400, "a JSON object is needed")
        return self.cinema.book(body, self.token())

    def answer(self, handlers):
        path = urlsplit(self.path).path
        if path not in handlers:
            self.send_page(path)
            return
        try:
            status, body = 200, handlers[path]()
        except Refused as refused:
            status, body = refused.status, {"error": str(refused)}
        self.send(status, json.dumps(body).encode(), "application/json")

    def send_page(self, path):
        """Sends a file of the page; paths of the page itself, such as /auth-callback, are index.html."""
        file = PAGE / path.lstrip("/")
        inside = file.resolve().is_relative_to(PAGE.resolve()) and file.is_file()
        file = file if inside else PAGE / "index.html"
        if ("." in path and not inside) or not file.exists():
            self.send(404, b"", "text/plain")
        else:
            self.send(200, file.read_bytes(), KINDS.get(file.suffix, "application/octet-stream"))

    def send(self, status, body, kind):
        domain = self.told["domain"]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'self'; connect-src 'self' {domain}; frame-src {domain}; worker-src 'self' blob:; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def cinema_of(environment):
    """Returns the cinema that environment variables describe."""
    password = environment.get("ELASTIC_PASSWORD", "")
    key = environment.get("FINDLING_API_KEY")
    basic = "Basic " + b64encode(f"elastic:{password}".encode()).decode()
    findling = Service(environment.get("FINDLING_URL", "http://127.0.0.1:9200"), f"ApiKey {key}" if key else basic)
    provider = Service(environment.get("IDENTITY_URL", "http://127.0.0.1:9600"))
    client = (environment.get("SERVER_CLIENT_ID", "cinema-server"), environment.get("SERVER_CLIENT_SECRET", ""))
    return Cinema(findling, provider, client)


def server_of(environment):
    """Returns the server that environment variables describe; it listens already."""
    told = {
        "domain": environment.get("IDENTITY_URL", "http://127.0.0.1:9600"),
        "clientId": environment.get("PAGE_CLIENT_ID", "cinema"),
        "audience": AUDIENCE,
    }
    handler = type("CinemaHandler", (Handler,), {"cinema": cinema_of(environment), "told": told})
    return ThreadingHTTPServer(("127.0.0.1", int(environment.get("PORT", "9700"))), handler)


if __name__ == "__main__":
    if sys.argv[1:] == ["set-up"]:
        cinema_of(os.environ).set_up()
        print("set up")
    else:
        with server_of(os.environ) as listening:
            print(f"the cinema is at http://127.0.0.1:{listening.server_port}", flush=True)
            listening.serve_forever()
