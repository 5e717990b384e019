"""Keys that cannot be read stop the start, with one line that names the setting."""

from typing import Any

from django.core.checks import Error, register

from accounts import tokens


@register("accounts")
def signing_keys_can_be_read(**_: Any) -> list[Error]:
    try:
        tokens.live_keys()
    except (ValueError, TypeError) as problem:
        return [Error(f"JWT_PRIVATE_KEY or JWT_FORMER_PUBLIC_KEYS cannot be read: {problem}", id="accounts.E001")]
    return []
