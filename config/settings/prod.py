"""Production: refuses to start with anything that is only good for development."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, ENVIRONMENT, TRUSTED_PROXIES

DEMO = False
METRICS_OPEN = False  # without a token nobody reads them
SECRET_KEY = env.text("SECRET_KEY")
JWT_PRIVATE_KEY = env.text("JWT_PRIVATE_KEY").replace("\\n", "\n")
JWT_FORMER_PUBLIC_KEYS = [key.replace("\\n", "\n") for key in env.words("JWT_FORMER_PUBLIC_KEYS", [])]
API_KEY_PEPPER = env.text("API_KEY_PEPPER")

if env.flag("DEBUG", False):
    raise SystemExit("Setting DEBUG: must be off in production")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("change-me"):
    raise SystemExit("Setting SECRET_KEY: is a default or too short; use 50 random characters")
if "*" in ALLOWED_HOSTS:
    raise SystemExit("Setting ALLOWED_HOSTS: must name the hosts, not '*'")
if ENVIRONMENT == "dev":
    ENVIRONMENT = "live"

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if TRUSTED_PROXIES > 0:  # otherwise whoever calls could claim to have come by https
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
