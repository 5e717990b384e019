"""The key pair by which push services know us: 32 bytes in base64url, as web-push tools write them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def new_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def public_key(private: str) -> str:
    """What browsers ask for when they subscribe. SystemExit when the key is none."""
    try:
        number = int.from_bytes(urlsafe_b64decode(private + "=" * (-len(private) % 4)), "big")
        key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    except ValueError as problem:
        raise SystemExit(f"Setting VAPID_PRIVATE_KEY: is no P-256 key in base64url ({problem})") from None
    return _text(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
