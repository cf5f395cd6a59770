"""The authorization server for one request: Authlib's, with the grants of this provider."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

from findling.identity.oauth.access_tokens import Api, api_of
from findling.identity.oauth.application import Application
from findling.identity.service import Identity

Answer = tuple[int, dict[str, Any], list[tuple[str, str]]]
"""Status, body, headers."""
TOKEN: Final = "token"
_GARBLED: Final = "invalid_request", "A parameter has characters that it must not have."


class Payload(BasicOAuth2Payload):
    """The parameters of a request; of one that stands there twice, the last counts where that is allowed."""

    def __init__(self, parameters: Mapping[str, Sequence[str]]) -> None:
        super().__init__({name: values[-1] for name, values in parameters.items()})
        self._datalist = {name: list(values) for name, values in parameters.items()}


class ProtocolRequest(OAuth2Request):
    """A request as Authlib reads it."""

    def __init__(
        self, method: str, url: str, parameters: Mapping[str, Sequence[str]], headers: Mapping[str, str]
    ) -> None:
        super().__init__(method, url, headers={name.title(): value for name, value in headers.items()})
        self.payload = Payload(parameters)

    @property
    def args(self) -> dict[str, str]:
        return dict(self.payload.data)

    @property
    def form(self) -> dict[str, str]:
        return dict(self.payload.data)


class Server(AuthorizationServer):
    """Answers one request.

    api: what tokens are asked for; its scopes are those that an application may ask for
    """

    def __init__(self, identity: Identity, api: Api) -> None:
        super().__init__()
        self.identity = identity
        self.api = api

    @classmethod
    def of(cls, identity: Identity, audience: str | None) -> "Server":
        """Returns a server for an audience; one that nobody registered has no scopes."""
        return cls(identity, api_of(identity, audience) or Api(audience, None))

    def query_client(self, client_id: str) -> Application | None:
        entry = self.identity.clients.get(client_id)
        return None if entry is None else Application(entry, self.api.scopes)

    def save_token(self, token: dict[str, Any], request: ProtocolRequest) -> None:
        """What has to be kept was kept when it was made."""

    def create_oauth2_request(self, request: ProtocolRequest) -> ProtocolRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        return status, body if isinstance(body, dict) else dict(body or {}), list(headers)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def answer(self, what: str, request: ProtocolRequest) -> Answer:
        """Returns the answer of the token endpoint, or of another that is registered under its name."""
        try:
            made = (
                self.create_token_response(request) if what == "token" else self.create_endpoint_response(what, request)
            )
        except ValueError:  # an error would quote what cannot stand in one
            made = (400, dict(zip(("error", "error_description"), _GARBLED, strict=True)), [])
        status, body, headers = made
        if "error" in body:
            description = {"client_id": request.payload.client_id, "error": body["error"]}
            self.identity.event("oauth_refused", endpoint=what, **description)
        return status, body, headers


def oauth_error(error: OAuth2Error) -> dict[str, str]:
    """Returns an error as the parameters of an answer."""
    return dict(error.get_body())
