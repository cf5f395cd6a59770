"""How a request came to a mail."""

from findling.identity.accounts.recovery import Occasion
from findling.identity.service import Identity
from findling.identity.texts.messages import language_of
from findling.identity.web.request import Request


def occasion_of(identity: Identity, request: Request, asked: str, locales: str | None) -> Occasion:
    """Returns the occasion of a page. asked: parameters to go on with; locales: as `ui_locales`"""
    folder = identity.config.identity_templates
    language = language_of(folder, locales, request.headers.get("accept-language"))
    return Occasion(language, asked, request.address)
