"""Error reports, when SENTRY_DSN is set: no bodies, no cookies, personal data masked as in the logs."""

from typing import Any

import sentry_sdk
from django.conf import settings

from core import trace
from core.logs import masked


def start() -> None:
    if settings.SENTRY_DSN:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            environment=settings.ENVIRONMENT,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            before_send=clean,
        )


def clean(event: Any, _hint: Any) -> Any:
    """What leaves the house: the event with everything masked, and the trace id to find its log lines by."""
    report = masked(dict(event))
    report.setdefault("request", {}).pop("data", None)
    report["request"].pop("cookies", None)
    report.setdefault("tags", {})["trace_id"] = trace.current().trace_id
    return report
