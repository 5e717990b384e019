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
    """Settings that send text messages to the stand-in; none when an account is configured."""
    if os.environ.get("TWILIO_ACCOUNT_SID"):
        return {}
    return {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_FROM": "+15005550006",
        "TWILIO_URL": f"{at}/twilio",
    }


def command(at: str) -> list[Any]:
    listen = ["--host", "127.0.0.1", "--port", at.rpartition(":")[2]]
    return [environment.PYTHON, "-m", "uvicorn", "--no-access-log", *listen, "integrations.stand_ins:application"]
