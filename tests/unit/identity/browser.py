"""A browser without scripts: cookies, forms, redirects, over a real socket."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson


@dataclass
class Answer:
    """What came back. headers: names in lower case; of several of a name, the last"""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def location(self) -> str:
        return self.headers["location"]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the place it leads to."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.location).query).items()}

    @property
    def forms(self) -> list["Form"]:
        reader = _Forms()
        reader.feed(self.text)
        return reader.forms

    @property
    def alert(self) -> str | None:
        """What the page says is wrong."""
        _, found, rest = self.text.partition('<p role="alert"')
        return rest.partition(">")[2].partition("</p>")[0] if found else None


@dataclass
class Form:
    """A form of a page, with the values that it has."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "input" and self.forms and "name" in given:
            self.forms[-1].fields[given["name"]] = given.get("value", "")


class Browser:
    """Asks one server. `languages`: as Accept-Language"""

    def __init__(self, url: str, languages: str = "en") -> None:
        self.url = url
        self.cookies: dict[str, str] = {}
        self.languages = languages

    def ask(self, method: str, target: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Sends one request. target: path, or a URL of the server"""
        place = target.removeprefix(self.url)
        sent = {"accept": "text/html", "accept-language": self.languages, **(headers or {})}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, place, body, sent)
            got = connection.getresponse()
            answer = Answer(
                got.status,
                {name.lower(): value for name, value in got.getheaders()},
                got.read(),
                got.headers.get_all("set-cookie") or [],
            )
        finally:
            connection.close()
        for line in answer.cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    def get(self, target: str, **headers: str) -> Answer:
        return self.ask("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, target: str, fields: dict[str, str], **headers: str) -> Answer:
        """Posts a form."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"content-type": "application/x-www-form-urlencoded", **named}
        return self.ask("POST", target, urlencode(fields).encode(), sent)

    def send(self, method: str, target: str, body: object = None, **headers: str) -> Answer:
        """Sends JSON, as an application does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"content-type": "application/json", "accept": "application/json", **named}
        return self.ask(method, target, None if body is None else orjson.dumps(body), sent)

    def submit(self, page: Answer, **fields: str) -> Answer:
        """Fills in the first form of a page and sends it."""
        form = page.forms[0]
        return self.post(form.action, {**form.fields, **fields}, origin=self.url, sec_fetch_site="same-origin")
