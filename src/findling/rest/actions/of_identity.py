"""The actions of the routes of the identity provider: managing it is managing security."""

from typing import Final

_IDENTITY: Final = "cluster:admin/xpack/security/identity"

OF_IDENTITY: Final[dict[str, dict[str, str]]] = {
    "identity": {
        **dict.fromkeys(("provider", "token", "logo", "mail"), "cluster:admin/xpack/security/user/authenticate"),
        "read": f"{_IDENTITY}/get",
        "write": f"{_IDENTITY}/put",
    },
}
