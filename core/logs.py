"""JSON log lines on stdout: trace id and actor in every one, personal data and secrets in none.

E-mail addresses and phone numbers become a short keyed hash, so that lines about one person can still be found
together by whoever holds the key.
"""

import hashlib
import hmac
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

from core import trace

EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w.:-])(?:\+\d(?:[\s().-]{0,2}\d){6,14}|\(\d{3}\)\s?\d{3}[\s.-]\d{4}|\d{3}[-.\s]\d{3}[-.\s]\d{4})(?!\w)"
)
SECRET = re.compile(r"(?i)\b((?:bearer|api-key)\s+)[\w.~+/=-]+")
#: what a link of a mail or of a calendar opens by: long enough to be nothing else in an address
KEY_IN_PATH = re.compile(r"(?<=/)[A-Za-z0-9_-]{43,}(?=[/?\s\"']|$)")
#: values under these names never reach a log, whatever they hold
HIDDEN = frozenset(
    {"authorization", "cookie", "set-cookie", "password", "token", "access", "refresh", "secret", "csrfmiddlewaretoken"}
)

Line = MutableMapping[str, Any]


def configure(config: dict[str, Any]) -> None:
    """LOGGING_CONFIG: everything that speaks through `logging` or `structlog` comes out as one JSON line."""
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_trace,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    level = str(config.get("level", "INFO")).upper()
    quiet = {"level": "WARNING"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": [*before, structlog.stdlib.ExtraAdder()],
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.ExceptionRenderer(),
                        drop_objects,
                        mask,
                        structlog.processors.JSONRenderer(serializer=_dump),
                    ],
                }
            },
            "handlers": {
                "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}
            },
            "root": {"handlers": ["stdout"], "level": level},
            "loggers": {
                "django.request": {"level": "ERROR"},  # the access line tells the rest
                "django.channels.server": {"level": "ERROR"},
                "celery.app.trace": quiet,  # a sweep each second is not news
                "celery.worker.strategy": quiet,
                "celery.beat": quiet,
                "django_celery_beat": quiet,
                "daphne": quiet,
                "httpx2": quiet,
                "httpcore2": quiet,
                "asyncio": quiet,
                "faker": quiet,
                "factory": quiet,
            },
        }
    )


def add_trace(_logger: Any, _method: str, line: Line) -> Line:
    running = trace.current()
    line.setdefault("trace_id", running.trace_id)
    if running.actor_id:
        line.setdefault("actor", running.actor_id)
    return line


def drop_objects(_logger: Any, _method: str, line: Line) -> Line:
    """Django hands its request objects to `logging`; they hold headers and bodies."""
    for name in ("request", "server_time"):
        line.pop(name, None)
    return line


def mask(_logger: Any, _method: str, line: Line) -> Line:
    return {name: masked(value, name) for name, value in line.items()}


def masked(value: Any, name: str = "") -> Any:
    """The value with addresses, numbers and secrets replaced, inside containers too."""
    if name.lower() in HIDDEN:
        return "[hidden]"
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, dict):
        return {str(key): masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(item) for item in value]
    return value


def masked_text(text: str) -> str:
    if "@" in text:
        text = EMAIL.sub(lambda found: f"<email {_hash(found[0].lower())}>", text)
    text = PHONE.sub(lambda found: f"<phone {_hash(re.sub(r'[^0-9]', '', found[0]))}>", text)
    text = KEY_IN_PATH.sub("[hidden]", text)
    return SECRET.sub(r"\1[hidden]", text)


def _hash(text: str) -> str:
    from django.conf import settings

    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:8]


def _dump(line: Line, **_options: Any) -> str:
    return orjson.dumps(line, default=lambda value: masked_text(str(value)), option=orjson.OPT_NON_STR_KEYS).decode()
