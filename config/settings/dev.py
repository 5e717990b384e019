"""A developer's or a demo machine: `bin/up`."""

from config import dev_secrets, env, vapid
from config.settings.base import *  # noqa: F403
from config.settings.base import CARRIERS, DATA_DIR, GOOGLE

DEMO = env.flag("DEMO", True)
SECRET_KEY = env.text("SECRET_KEY", "") or dev_secrets.secret_key(DATA_DIR)
JWT_PRIVATE_KEY = env.text("JWT_PRIVATE_KEY", "") or dev_secrets.signing_key(DATA_DIR)
JWT_FORMER_PUBLIC_KEYS = env.words("JWT_FORMER_PUBLIC_KEYS", [])
API_KEY_PEPPER = env.text("API_KEY_PEPPER", "") or SECRET_KEY
OUTBOUND_ALLOW_LOOPBACK = env.flag("OUTBOUND_ALLOW_LOOPBACK", True)
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY", "") or dev_secrets.push_key(DATA_DIR)
VAPID_PUBLIC_KEY = vapid.public_key(VAPID_PRIVATE_KEY)
CARRIERS = {
    "SMS": "notifications.carriers.outbox.OutboxCarrier",
    "PUSH": "integrations.web_push.client.WebPushCarrier",
} | CARRIERS
if GOOGLE["SERVICE_ACCOUNT_EMAIL"] and not GOOGLE["SERVICE_ACCOUNT_KEY"]:  # bin/up's stand-in knows us by this key
    GOOGLE = GOOGLE | {"SERVICE_ACCOUNT_KEY": dev_secrets.google_key(DATA_DIR)}
