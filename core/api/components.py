"""Parts of the OpenAPI document that every operation points to: the error envelope, its examples, headers, security."""

from typing import Any

from core.api.pagination import MOST_COUNTED
from core.errors import ErrorCode

MEANINGS: dict[int, str] = {
    400: "The request cannot be read.",
    401: "No valid credentials.",
    403: "The caller lacks the scope.",
    404: "There is no such object for this caller.",
    405: "This method is not allowed here.",
    406: "The caller accepts no JSON.",
    409: "The state of things does not allow it.",
    412: "The object has changed since it was read.",
    413: "The body is larger than 1 MB.",
    415: "The body is not JSON.",
    422: "The input cannot be used.",
    429: "Too many requests.",
    500: "A failure of ours.",
    503: "Busy; repeat after Retry-After.",
}
#: details shown in the examples of errors
DETAILS: dict[ErrorCode, dict[str, Any]] = {
    ErrorCode.VALIDATION_FAILED: {"contact.phone": ["Is not a valid phone number."]},
    ErrorCode.BODY_TOO_LARGE: {"limit_bytes": 1048576},
    ErrorCode.STALE_VERSION: {"version": 7},
}

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "details", "timestamp", "trace_id"],
            "properties": {
                "code": {"type": "string", "enum": [code.value for code in ErrorCode]},
                "message": {"type": "string", "description": "For people: what is wrong and what to do."},
                "details": {"type": "object", "additionalProperties": True},
                "timestamp": {"type": "string", "format": "date-time"},
                "trace_id": {"type": "string", "format": "uuid", "description": "Also in X-Request-ID."},
            },
        }
    },
}
OFFSET_PAGINATION = {
    "type": "object",
    "required": ["limit", "offset", "total", "has_more"],
    "properties": {
        "limit": {"type": "integer"},
        "offset": {"type": "integer"},
        "total": {"type": "integer"},
        "has_more": {"type": "boolean"},
    },
}
CURSOR_PAGINATION = {
    "type": "object",
    "required": ["limit", "next_cursor", "has_more"],
    "properties": {
        "limit": {"type": "integer"},
        "offset": {"type": "integer", "description": "Only without `cursor`."},
        "total": {
            "type": ["integer", "null"],
            "description": f"Only without `cursor`. Null where there are more than {MOST_COUNTED}.",
        },
        "next_cursor": {"type": ["string", "null"]},
        "has_more": {"type": "boolean"},
    },
}
#: SPECTACULAR_SETTINGS["APPEND_COMPONENTS"]: parts that are not made from a serializer
SECURITY: list[dict[str, Any]] = [{"bearerToken": []}, {"apiKey": []}]
HEADERS = {
    "X-Request-ID": {"description": "The trace id of this request.", "schema": {"type": "string", "format": "uuid"}},
    "X-RateLimit-Limit": {"description": "Requests allowed in any 60 seconds.", "schema": {"type": "integer"}},
    "X-RateLimit-Remaining": {"description": "Requests left now.", "schema": {"type": "integer"}},
    "X-RateLimit-Reset": {
        "description": "Unix time at which the oldest counted request is forgotten.",
        "schema": {"type": "integer"},
    },
}


def declare_components(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"]: the parts that every operation points to."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(
        Error=ERROR, OffsetPagination=OFFSET_PAGINATION, CursorPagination=CURSOR_PAGINATION
    )
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["headers"] = HEADERS
    components["securitySchemes"] = {
        "bearerToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "apiKey": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "For systems: `Authorization: Api-Key …`.",
        },
    }
    return result


def refusal_schema(status: int, codes: list[ErrorCode]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": f"{MEANINGS[status]} Codes: {', '.join(f'`{code.value}`' for code in codes)}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Error"},
                "examples": {code.value: {"value": _example(code)} for code in codes},
            }
        },
    }
    if status in {409, 429, 503}:
        answer["headers"]["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    return answer


def _example(code: ErrorCode) -> dict[str, Any]:
    words = code.value.replace("_", " ").lower()
    return {
        "error": {
            "code": code.value,
            "message": f"{words[0].upper()}{words[1:]}.",
            "details": DETAILS.get(code, {}),
            "timestamp": "2026-03-02T15:04:05.678Z",
            "trace_id": "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d",
        }
    }


def schema_of_example(value: Any) -> dict[str, Any]:
    """What an example shows of the shape, for answers without a serializer. Anything may be null."""
    if isinstance(value, dict):
        members = {str(name): schema_of_example(member) for name, member in value.items()}
        return {"type": ["object", "null"], "properties": members}
    if isinstance(value, list):
        return {"type": ["array", "null"], "items": schema_of_example(value[0]) if value else {}}
    for kind, name in ((bool, "boolean"), (int, "number"), (float, "number"), (str, "string")):
        if isinstance(value, kind):
            return {"type": [name, "null"]}
    return {}
