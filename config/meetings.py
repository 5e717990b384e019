"""Where meetings are made, and as whom: each provider's credentials and addresses, as operators give them."""

from config import env


def zoom() -> dict[str, str]:
    return {
        "ACCOUNT_ID": env.text("ZOOM_ACCOUNT_ID", ""),
        "CLIENT_ID": env.text("ZOOM_CLIENT_ID", ""),
        "CLIENT_SECRET": env.text("ZOOM_CLIENT_SECRET", ""),
        "LOGIN_URL": _address("ZOOM_LOGIN_URL", "https://zoom.us"),
        "URL": _address("ZOOM_URL", "https://api.zoom.us"),
    }


def teams() -> dict[str, str]:
    return {
        "TENANT_ID": env.text("TEAMS_TENANT_ID", ""),
        "CLIENT_ID": env.text("TEAMS_CLIENT_ID", ""),
        "CLIENT_SECRET": env.text("TEAMS_CLIENT_SECRET", ""),
        "LOGIN_URL": _address("TEAMS_LOGIN_URL", "https://login.microsoftonline.com"),
        "URL": _address("TEAMS_URL", "https://graph.microsoft.com"),
    }


def google() -> dict[str, str]:
    return {
        "SERVICE_ACCOUNT_EMAIL": env.text("GOOGLE_SERVICE_ACCOUNT_EMAIL", ""),
        "SERVICE_ACCOUNT_KEY": env.text("GOOGLE_SERVICE_ACCOUNT_KEY", "").replace("\\n", "\n"),
        "LOGIN_URL": _address("GOOGLE_LOGIN_URL", "https://oauth2.googleapis.com"),
        "URL": _address("GOOGLE_URL", "https://www.googleapis.com"),
    }


def _address(name: str, default: str) -> str:
    return env.text(name, default).rstrip("/")
