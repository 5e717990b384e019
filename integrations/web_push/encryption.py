"""Message encryption for Web Push: only the browser that subscribed can read it.

RFC 8291 (keys) over RFC 8188 (aes128gcm, one record). Held against the example of RFC 8291, appendix A.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
SALT, POINT, AUTH = 16, 65, 16
RECORD = 4096
#: of a push message of 4096 bytes so much is left for the text
LONGEST = 3993


def b64decode(text: str) -> bytes:
    """base64url with or without padding; ValueError when it is none."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def b64encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def private_key(raw: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw, "big"), CURVE)


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key as browsers write it: uncompressed."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(
    text: bytes, p256dh: bytes, auth: bytes, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """The body of a push message. `own` and `salt` are fresh for each message unless a test gives them.

    Raises ValueError when the text is too long or the browser's key is no point of P-256.
    """
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} bytes are too many for a push message")
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(SALT)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    secret = own.exchange(ec.ECDH(), theirs)
    key, nonce = _keys(secret, auth, p256dh, point_of(own), salt)
    head = salt + RECORD.to_bytes(4, "big") + bytes([POINT]) + point_of(own)
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def decrypt(body: bytes, own: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What the browser does; stand-ins play it."""
    salt, theirs = body[:SALT], body[SALT + 5 : SALT + 5 + POINT]
    secret = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    key, nonce = _keys(secret, auth, point_of(own), theirs, salt)
    return AESGCM(key).decrypt(nonce, body[SALT + 5 + POINT :], None).rstrip(b"\x00")[:-1]


def _keys(secret: bytes, auth: bytes, receiver: bytes, sender: bytes, salt: bytes) -> tuple[bytes, bytes]:
    material = _hkdf(auth, secret, b"WebPush: info\x00" + receiver + sender, 32)
    key = _hkdf(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
    return key, _hkdf(salt, material, b"Content-Encoding: nonce\x00", 12)


def _hkdf(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)
