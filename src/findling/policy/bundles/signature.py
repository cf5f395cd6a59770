"""Whether a bundle is whole and whose it is: a signed list of its files with their hashes, as `opa sign` makes it."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module

_HMAC: Final = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
_PUBLIC: Final = ("RS256", "RS384", "ES256", "ES384")
_HASHES: Final = {"SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512", "SHA-1": "sha1", "MD5": "md5"}
_STRUCTURED: Final = (".json", ".yaml", ".yml", ".manifest")
_serialization = lazy_module("cryptography.hazmat.primitives.serialization", optional=True)
_hashes = lazy_module("cryptography.hazmat.primitives.hashes", optional=True)
_padding = lazy_module("cryptography.hazmat.primitives.asymmetric.padding", optional=True)
_ec = lazy_module("cryptography.hazmat.primitives.asymmetric.ec", optional=True)
_utils = lazy_module("cryptography.hazmat.primitives.asymmetric.utils", optional=True)
_exceptions = lazy_module("cryptography.exceptions", optional=True)
_yaml = lazy_module("yaml")


def check_signature(files: Mapping[str, bytes], signatures: bytes | None, key: str) -> None:
    """Raises IllegalArgumentError unless a key has signed exactly these files.

    key: a public key in PEM, or the secret of an HMAC
    """
    if signatures is None:
        raise IllegalArgumentError("the bundle is not signed")
    try:
        (token,) = json.loads(signatures)["signatures"]
        head, payload, signature = token.split(".")
        algorithm = json.loads(_decoded(head))["alg"]
        signed = json.loads(_decoded(payload))["files"]
        is_right = _is_right(algorithm, f"{head}.{payload}".encode(), _decoded(signature), key)
        wanted = {one["name"]: (one["hash"], one.get("algorithm", "SHA-256")) for one in signed}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise IllegalArgumentError(f"the bundle's signature is malformed: {error}") from error
    if not is_right:
        raise IllegalArgumentError("the bundle's signature does not fit its key")
    if wanted.keys() != files.keys():
        raise IllegalArgumentError(
            f"the bundle's signature is not about its files: {sorted(wanted.keys() ^ files.keys())}"
        )
    for name, content in files.items():
        expected, hash_name = wanted[name]
        if _HASHES.get(hash_name) is None or _hash(name, content, _HASHES[hash_name]) != expected:
            raise IllegalArgumentError(f"the bundle's file [{name}] is not what was signed")


def _is_right(algorithm: str, text: bytes, signature: bytes, key: str) -> bool:
    if algorithm in _HMAC:
        if key.lstrip().startswith("-----BEGIN"):  # a public key is no secret: whoever has it could sign
            return False
        return hmac.compare_digest(hmac.new(key.encode(), text, _HMAC[algorithm]).digest(), signature)
    if algorithm not in _PUBLIC:
        raise ValueError(f"the algorithm [{algorithm}] is unknown")
    public = _serialization.load_pem_public_key(key.encode())
    kind = _hashes.SHA384() if algorithm.endswith("384") else _hashes.SHA256()
    try:
        if algorithm.startswith("RS"):
            public.verify(signature, text, _padding.PKCS1v15(), kind)
        else:
            half = len(signature) // 2
            r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
            public.verify(_utils.encode_dss_signature(r, s), text, _ec.ECDSA(kind))
    except _exceptions.InvalidSignature:
        return False
    return True


def _hash(name: str, content: bytes, algorithm: str) -> str:
    """Returns the hash of a file: of JSON and YAML, that of the value, whatever its layout."""
    if name.endswith(_STRUCTURED):
        value: Any = _yaml.safe_load(content) if name.endswith((".yaml", ".yml")) else json.loads(content)
        content = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.new(algorithm, content).hexdigest()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
