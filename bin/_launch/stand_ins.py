"""The outside systems of a demo world, on this machine: what is not configured is played by its stand-in."""

import os
import secrets
import socket
from typing import Any

from _launch import environment


def address() -> str:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{line.getsockname()[1]}"


def environ(at: str) -> dict[str, str]:
    """Settings that send to the stand-ins what nobody has configured: text messages, and each provider of meetings."""
    texts = {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_FROM": "+15005550006",
        "TWILIO_URL": f"{at}/twilio",
    }
    zoom = {"ZOOM_ACCOUNT_ID": "stand-in", **_app("ZOOM", at)}
    teams = {"TEAMS_TENANT_ID": "stand-in", **_app("TEAMS", at)}
    # the key that goes with it is made by the settings: this program has no cryptography
    google = {"GOOGLE_SERVICE_ACCOUNT_EMAIL": "stand-in@switchboard.test", **_addresses("GOOGLE", at)}
    return {
        **_unless("TWILIO_ACCOUNT_SID", texts),
        **_unless("ZOOM_CLIENT_ID", zoom),
        **_unless("TEAMS_CLIENT_ID", teams),
        **_unless("GOOGLE_SERVICE_ACCOUNT_EMAIL", google),
    }


def _app(name: str, at: str) -> dict[str, str]:
    credentials = {f"{name}_CLIENT_ID": "stand-in", f"{name}_CLIENT_SECRET": secrets.token_hex(16)}
    return credentials | _addresses(name, at)


def _addresses(name: str, at: str) -> dict[str, str]:
    return {f"{name}_LOGIN_URL": f"{at}/meetings", f"{name}_URL": f"{at}/meetings"}


def _unless(configured: str, settings: dict[str, str]) -> dict[str, str]:
    return {} if os.environ.get(configured) else settings


def command(at: str) -> list[Any]:
    listen = ["--host", "127.0.0.1", "--port", at.rpartition(":")[2]]
    return [environment.PYTHON, "-m", "uvicorn", "--no-access-log", *listen, "integrations.stand_ins:application"]
