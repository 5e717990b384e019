"""Secrets of a development world: made once, kept beside its data, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from config import vapid


def new_signing_key() -> str:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def new_service_account_key() -> str:
    """As Google hands them out: RSA, 2048 bits."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def kept(folder: str, name: str, make: Callable[[], str]) -> str:
    """The text kept in that file; made by `make()` on the first call. Safe when two processes start at once."""
    path = Path(folder) / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f"{name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(make())
        try:
            os.link(fresh, path)  # fails if another process was first: then its secret counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


def secret_key(folder: str) -> str:
    return kept(folder, "secret_key", lambda: secrets.token_urlsafe(50))


def signing_key(folder: str) -> str:
    return kept(folder, "jwt.pem", new_signing_key)


def push_key(folder: str) -> str:
    return kept(folder, "vapid", vapid.new_key)


def google_key(folder: str) -> str:
    return kept(folder, "google.pem", new_service_account_key)
