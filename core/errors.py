"""Every refusal has a code, a message that says what to do, and details. The codes stand here and nowhere else."""

from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """Code → HTTP status by `STATUS`; the API docs list the codes of each endpoint."""

    MALFORMED_JSON = "MALFORMED_JSON"
    IDEMPOTENCY_KEY_REQUIRED = "IDEMPOTENCY_KEY_REQUIRED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    STALE_VERSION = "STALE_VERSION"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"

    INVALID_TRANSITION = "INVALID_TRANSITION"
    SLOT_UNAVAILABLE = "SLOT_UNAVAILABLE"
    LEAD_ALREADY_ASSIGNED = "LEAD_ALREADY_ASSIGNED"
    LEAD_NOT_ASSIGNED = "LEAD_NOT_ASSIGNED"
    QUEUE_ENTRY_CLOSED = "QUEUE_ENTRY_CLOSED"
    AE_CAPACITY_EXCEEDED = "AE_CAPACITY_EXCEEDED"
    MERCHANT_ALREADY_ASSIGNED = "MERCHANT_ALREADY_ASSIGNED"
    MERCHANT_NOT_ASSIGNED = "MERCHANT_NOT_ASSIGNED"
    IC_CAPACITY_EXCEEDED = "IC_CAPACITY_EXCEEDED"
    IC_UNAVAILABLE = "IC_UNAVAILABLE"
    NOBODY_AVAILABLE = "NOBODY_AVAILABLE"
    MEMBER_RETIRED = "MEMBER_RETIRED"
    CALL_ALREADY_ASSIGNED = "CALL_ALREADY_ASSIGNED"
    CANCELLATION_DEADLINE_PASSED = "CANCELLATION_DEADLINE_PASSED"
    CALL_LIMIT_REACHED = "CALL_LIMIT_REACHED"


STATUS: dict[ErrorCode, int] = {
    ErrorCode.MALFORMED_JSON: 400,
    ErrorCode.IDEMPOTENCY_KEY_REQUIRED: 400,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.NOT_ACCEPTABLE: 406,
    ErrorCode.IDEMPOTENCY_IN_PROGRESS: 409,
    ErrorCode.INVALID_TRANSITION: 409,
    ErrorCode.SLOT_UNAVAILABLE: 409,
    ErrorCode.LEAD_ALREADY_ASSIGNED: 409,
    ErrorCode.LEAD_NOT_ASSIGNED: 409,
    ErrorCode.QUEUE_ENTRY_CLOSED: 409,
    ErrorCode.MERCHANT_ALREADY_ASSIGNED: 409,
    ErrorCode.MERCHANT_NOT_ASSIGNED: 409,
    ErrorCode.IC_UNAVAILABLE: 409,
    ErrorCode.NOBODY_AVAILABLE: 409,
    ErrorCode.MEMBER_RETIRED: 409,
    ErrorCode.CALL_ALREADY_ASSIGNED: 409,
    ErrorCode.CANCELLATION_DEADLINE_PASSED: 409,
    ErrorCode.STALE_VERSION: 412,
    ErrorCode.BODY_TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.VALIDATION_FAILED: 422,
    ErrorCode.IDEMPOTENCY_KEY_REUSED: 422,
    ErrorCode.AE_CAPACITY_EXCEEDED: 422,
    ErrorCode.IC_CAPACITY_EXCEEDED: 422,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.CALL_LIMIT_REACHED: 429,
    ErrorCode.INTERNAL_ERROR: 500,
    ErrorCode.SERVICE_UNAVAILABLE: 503,
}


class DomainError(Exception):
    """A refusal by a rule. Nothing has changed when it is raised out of an action."""

    def __init__(self, code: ErrorCode, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.details = code, message, details or {}

    @property
    def status(self) -> int:
        return STATUS[self.code]


class NotFound(DomainError):
    """There is no such object, or not for this caller: both look the same."""

    def __init__(self, what: str) -> None:
        super().__init__(ErrorCode.NOT_FOUND, f"There is no such {what}.")


class Forbidden(DomainError):
    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.FORBIDDEN, message)


class Invalid(DomainError):
    """Input that cannot be used: `fields` maps each field to its list of messages."""

    def __init__(self, fields: dict[str, list[str]], message: str = "Some fields need attention.") -> None:
        super().__init__(ErrorCode.VALIDATION_FAILED, message, dict(fields))
