"""A partner for schemathesis: signs an assertion for each request that needs one, and writes whole numbers as such."""

import base64
import hashlib
import json
import time

import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PARTNER = "schemathesis"
AUDIENCE = "haetae"
SUBJECT = "SYN-000001"
# Not a secret: the service that knows it lives as long as the test.
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_jwk():
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(KEY.public_key().public_bytes_raw()), "kid": PARTNER}


def keys_digest(body):
    """The digest of a request's holder keys, or of none where they are no keys."""
    try:
        members = [{m: key["jwk"][m] for m in ("crv", "kty", "x", "y") if m in key["jwk"]} for key in body["holder_keys"]]
        texts = [json.dumps(key, sort_keys=True, separators=(",", ":")).encode() for key in members]
    except (KeyError, TypeError, ValueError):
        texts = []
    return b64(hashlib.sha256(b"".join(sorted(hashlib.sha256(text).digest() for text in texts))).digest())


def assertion(use, body):
    now = int(time.time())
    header = {"alg": "EdDSA", "typ": "JWT", "kid": PARTNER}
    claims = {"iss": PARTNER, "sub": SUBJECT, "aud": AUDIENCE, "iat": now, "exp": now + 200, "auth_time": now, "use": use}
    if use == "passes":
        claims["keys"] = keys_digest(body)
    message = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    return f"{message}.{b64(KEY.sign(message.encode()))}"


@schemathesis.auth().apply_to(tag="issuing")
class Partner:
    def get(self, case, context):
        return PARTNER

    def set(self, case, data, context):
        use = "paper" if case.operation.path.endswith("/paper") else "passes"
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {assertion(use, case.body)}"}


def whole(value):
    """To JSON Schema 6.0 is a whole number; the service wants 6, as programs write it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: whole(member) for name, member in value.items()}
    return [whole(member) for member in value] if isinstance(value, list) else value


@schemathesis.hook
def map_body(context, body):
    return whole(body)


if __name__ == "__main__":
    print(json.dumps(public_jwk()))
