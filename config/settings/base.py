"""What every environment shares. Values that operators set come through config.env."""

from datetime import timedelta
from email.utils import parseaddr

from config import env, meetings, vapid
from config.api_docs import API_DOCS
from config.csp import ADMIN_POLICY, POLICY  # noqa: F401  (ADMIN_POLICY is read by the middleware that relaxes it)
from config.look import ADMIN
from config.redis import for_celery

BASE_DIR = env.BASE_DIR
DATA_DIR = env.text("DATA_DIR", str(BASE_DIR / "var"))
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:" + env.text("PORT", "8000")).rstrip("/")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])
ENVIRONMENT = env.text("ENVIRONMENT", "dev")  # shown in API keys and in error reports

INSTALLED_APPS = [
    "daphne",
    "unfold",
    "unfold.contrib.filters",
    "config.admin_site.SwitchboardAdmin",  # after unfold, whose templates and site it uses
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "django_htmx",
    "template_partials",
    "core",
    "events",
    "accounts",
    "workforce",
    "notifications",
    "routing",
    "scheduling",
    "analytics",
    "integrations",
    "workspace",
]

# Every link of this chain is async-capable: a sync-only one can keep daphne from ending.
MIDDLEWARE = [
    "core.web.trace.TraceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.web.CurrentPersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.web.csp.RelaxedPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.web.refusals.RefusalMiddleware",
]

# The links that a request of the API passes, each synchronous: it has neither session nor cookies nor a page.
API_MIDDLEWARE = [
    "core.web.trace.TraceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "workspace.context.chrome",
            ],
        },
    },
]

# --- PostgreSQL holds the work ---------------------------------------------------------------
STATEMENT_TIMEOUT_MS = env.number("STATEMENT_TIMEOUT_MS", 5000)
_database = env.database("DATABASE_URL")
_database["OPTIONS"] = _database.get("OPTIONS", {}) | {
    # The ORM names tables in a good order already: trying every order of eight joins takes PostgreSQL 3 ms, ten times
    # as long as the answer; of four, a half. Compiling a plan (jit) never pays for answers of milliseconds.
    # What is prepared (core.prepared) is planned once, for any values.
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=10000 "
    "-c join_collapse_limit=4 -c jit=off -c plan_cache_mode=force_generic_plan",
    "prepare_threshold": 5,  # cursors of core.prepared keep their plans; the ORM's own bind on the client and do not
    "pool": {
        "min_size": env.number("DATABASE_POOL_MIN", 2),
        "max_size": env.number("DATABASE_POOL_MAX", 16),
        "timeout": 10,
    },
}
_database["CONN_MAX_AGE"] = 0
_database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis and Celery carry hints --------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = for_celery(REDIS_URL, 2)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True  # every task is idempotent: the tables decide what is due
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "socket_timeout": 5, "socket_connect_timeout": 0.5}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # workers log as core.logs has it
CELERY_TASK_PUBLISH_RETRY = False  # a dead broker costs a hint, never a request
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_TIMEZONE = "UTC"
DJANGO_CELERY_BEAT_TZ_AWARE = True

# --- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.EmailBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.web.pages.csrf_failure"
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=2).total_seconds())
JWT_AUDIENCE = "switchboard-api"
JWT_ISSUER = BASE_URL
#: how many proxies of ours stand in front; the client's address is read that many hops from the right
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
#: whether calls to other systems may go to this machine: for stand-ins only, see dev and test
OUTBOUND_ALLOW_LOOPBACK = False

# --- languages and zones -----------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- working time ------------------------------------------------------------------------------
#: Monday to Friday, in a member's own zone: when those work who have no hours of their own
BUSINESS_HOURS_START = env.time_of_day("BUSINESS_HOURS_START", "09:00")
BUSINESS_HOURS_END = env.time_of_day("BUSINESS_HOURS_END", "17:00")

# --- members' own calendars ------------------------------------------------------------------------
#: which calendars members have by their employment: internal is none but our own bookings; google and microsoft come
#: with their sign-in
CALENDAR_API_PROVIDER = env.choice("CALENDAR_API_PROVIDER", "internal", ("internal",))
#: provider → class that reads it; whoever likes adds the iCalendar address of a calendar of their own
CALENDARS = {"ICS": "integrations.ics.client.IcsCalendars"}

# --- meetings ----------------------------------------------------------------------------------------
#: platform → class that makes them; one without credentials says which are missing
MEETINGS = {
    "ZOOM": "integrations.meetings.zoom.ZoomMeetings",
    "TEAMS": "integrations.meetings.teams.TeamsMeetings",
    "GOOGLE_MEET": "integrations.meetings.google_meet.GoogleMeetings",
    "PHONE": "integrations.meetings.phone.PhoneMeetings",
}
ZOOM, TEAMS, GOOGLE = meetings.zoom(), meetings.teams(), meetings.google()

# --- files and headers ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Brotli at its best takes 50 s for everything and 11 s for what a browser fetches under its hashed name.
SERVESTATIC_KEEP_ONLY_HASHED_FILES = True
SERVESTATIC_USE_GZIP = False
SERVESTATIC_USE_ZSTD = False
SERVESTATIC_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "jpeg", "gif", "webp", "ico", "woff", "woff2", "gz", "zip"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": POLICY}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- calls: defaults of the tables in which managers change them ------------------------------------
DEFAULT_CALL_DURATION_MINUTES = env.number("DEFAULT_CALL_DURATION_MINUTES", 30)
DEFAULT_MEETING_PLATFORM = env.text("DEFAULT_MEETING_PLATFORM", "ZOOM")  # ZOOM, TEAMS, GOOGLE_MEET or PHONE
CANCELLATION_DEADLINE_HOURS = env.number("CANCELLATION_DEADLINE_HOURS", 2)
MAX_CALL_REQUESTS_PER_DAY = env.number("MAX_CALL_REQUESTS_PER_DAY", 10)

# --- mail ------------------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL", "")  # empty: mail goes to the local outbox page only
EMAIL_BACKEND = "notifications.carriers.outbox.OutboxBackend"
if EMAIL_URL:
    globals().update(env.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Switchboard <no-reply@switchboard.test>")

# --- who carries messages ------------------------------------------------------------------------------
#: channel → class; a channel that is missing is written as SKIPPED. Development adds the local outbox for SMS and push.
CARRIERS = {
    "EMAIL": "notifications.carriers.email.EmailCarrier",
    "IN_APP": "notifications.carriers.in_app.BellCarrier",
}
TWILIO_ACCOUNT_SID = env.text("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = env.text("TWILIO_AUTH_TOKEN", "")
TWILIO_FROM = env.text("TWILIO_FROM", "")
TWILIO_URL = env.text("TWILIO_URL", "https://api.twilio.com").rstrip("/")
if TWILIO_ACCOUNT_SID:
    CARRIERS["SMS"] = "integrations.twilio.client.TwilioCarrier"
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY", "")
VAPID_PUBLIC_KEY = vapid.public_key(VAPID_PRIVATE_KEY) if VAPID_PRIVATE_KEY else ""
VAPID_SUBJECT = env.text("VAPID_SUBJECT", "mailto:" + parseaddr(DEFAULT_FROM_EMAIL)[1])
if VAPID_PRIVATE_KEY:
    CARRIERS["PUSH"] = "integrations.web_push.client.WebPushCarrier"

# --- REST --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerToken",
        "accounts.api.authentication.ApiKeyHeader",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["core.api.limits.CallerLimit"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.json.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.json.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["core.api.filters.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.OffsetPagination",
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.EndpointSchema",
    "EXCEPTION_HANDLER": "core.api.errors.to_response",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = API_DOCS

# --- observability -----------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
SENTRY_DSN = env.text("SENTRY_DSN", "")
#: opens /metrics and the details of /readyz as `Authorization: Bearer …`
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
METRICS_OPEN = not METRICS_TOKEN  # production never is, see prod
LOGGING_CONFIG = "core.logs.configure"
LOGGING = {"level": LOG_LEVEL}

UNFOLD = ADMIN
