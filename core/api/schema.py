"""OpenAPI 3.1 of each endpoint, from its `@endpoint` documentation, its serializers, its filters and its scopes."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from core.api.components import HEADERS, SECURITY, refusal_schema, schema_of_example
from core.api.docs import Doc, endpoint
from core.api.limits import ANONYMOUS_PER_MINUTE
from core.api.parameters import filter_description, filter_schema, query_parameter
from core.api.serializers import PublicIdField
from core.api.views import KEY_HEADER, ListView, ReadView, WriteView
from core.errors import STATUS, ErrorCode

__all__ = ["EndpointSchema", "endpoint"]

RATE = (
    "200 a minute for AEs, ICs and agents, 500 for administrators and supervisors, 2,000 for systems "
    f"(API keys may have their own), {ANONYMOUS_PER_MINUTE} per address without credentials."
)
EVERYWHERE = (ErrorCode.RATE_LIMITED, ErrorCode.NOT_ACCEPTABLE, ErrorCode.INTERNAL_ERROR, ErrorCode.SERVICE_UNAVAILABLE)
OF_WRITES = (
    ErrorCode.MALFORMED_JSON,
    ErrorCode.BODY_TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.VALIDATION_FAILED,
)
OF_KEYS = (ErrorCode.IDEMPOTENCY_KEY_REUSED, ErrorCode.IDEMPOTENCY_IN_PROGRESS)

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The `ETag` of the answer that the edit is based on; without it the edit is not refused.",
    "schema": {"type": "string"},
    "example": '"7"',
}


def only_ours(endpoints: list[Any], **_context: Any) -> list[Any]:
    """SPECTACULAR_SETTINGS["PREPROCESSING_HOOKS"]: each endpoint once, by its address under /api/v1/."""
    return [one for one in endpoints if one[0].startswith("/api/v1/")]


class PublicIdSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the library has no types
    target_class = PublicIdField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return dict(self.target.schema())


class EndpointSchema(AutoSchema):
    """DEFAULT_SCHEMA_CLASS. Views that are documented otherwise (schema, sign-in pages) keep the usual ways."""

    view: Any  # an ApiView; the framework knows only its own base class

    @property
    def doc(self) -> Doc | None:
        return getattr(self.view, "docs", {}).get(self.method.lower())

    @property
    def writes(self) -> bool:
        return isinstance(self.view, WriteView) and self.method.lower() == self.view.verb

    @property
    def keyed(self) -> bool:
        """Callers without a name have no keys: there is nobody to keep the answer for."""
        return self.writes and self.view.idempotency != "none" and bool(self.view.authentication_classes)

    @property
    def lists(self) -> bool:
        return isinstance(self.view, ListView) and self.method == "GET"

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None or self.doc is None:
            return operation
        operation["x-scopes"] = list(scopes_of(self.view, self.method))
        operation["x-error-codes"] = sorted(code.value for code in self.codes())
        self._examples(operation, self.doc)
        for answer in operation["responses"].values():
            answer.setdefault("headers", {}).update(
                {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
            )
        operation["responses"].update(self._refusals())
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    # -- texts ---------------------------------------------------------------------------------

    def get_operation_id(self) -> str:
        return self.doc.operation if self.doc and self.doc.operation else super().get_operation_id()

    def get_summary(self) -> str | None:
        return self.doc.summary if self.doc else super().get_summary()

    def get_description(self) -> str:  # type: ignore[override]  # never None here
        if self.doc is None:
            return str(super().get_description())
        scopes = scopes_of(self.view, self.method)
        needed = " or ".join(f"`{scope}`" for scope in scopes) if scopes else "none"
        return f"{self.doc.description}\n\n**Scope:** {needed}.\n\n**Rate:** {RATE}"

    def get_tags(self) -> list[str]:
        return list(self.doc.tags) if self.doc and self.doc.tags else super().get_tags()

    def get_auth(self) -> list[dict[str, Any]]:
        return SECURITY if self.view.authentication_classes else [{}]

    # -- what goes in --------------------------------------------------------------------------

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "input_class", None) if self.writes else None

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        filterset = self.view.filterset_class if self.lists else None
        if filterset is None:
            return []
        return [
            {"in": "query", "name": name, "description": filter_description(item), "schema": filter_schema(item)}
            for name, item in filterset.base_filters.items()
        ]

    def _get_pagination_parameters(self) -> list[dict[str, Any]]:
        described = self.view.pagination_class.parameters if self.lists else {}
        return [query_parameter(name, *about) for name, about in described.items()]

    def _get_format_parameters(self) -> list[dict[str, Any]]:
        own = [
            query_parameter(one.name, one.description, one.schema, one.required)
            for one in (self.doc.parameters if self.doc else ())
        ]
        headers = [self._key_header()] if self.keyed else []
        if self.writes and self.view.versioned:
            headers.append(IF_MATCH)
        return own + headers

    def _key_header(self) -> dict[str, Any]:
        return {
            "in": "header",
            "name": KEY_HEADER,
            "required": self.view.idempotency == "required",
            "description": "A fresh UUID per request; a repeat with the same key and body gets the first answer.",
            "schema": {"type": "string", "format": "uuid"},
            "example": "7d4a2c1e-9f3b-4e6a-8d21-0b5c7e9f1a34",
        }

    # -- what comes out ------------------------------------------------------------------------

    def get_response_serializers(self) -> Any:
        if self.writes:
            return dict.fromkeys((self.view.success_status, *self.view.other_statuses), self._output())
        if self.lists:
            return {200: self._listing()}
        if self.doc and self.doc.media_type:
            return {(200, self.doc.media_type): {"type": "string"}}
        if isinstance(self.view, ReadView) and self.method == "GET":
            return {200: self._output()}
        if self.doc and self.method == "DELETE":  # beside another write of the same view
            return {204: None}
        return super().get_response_serializers()

    def _output(self) -> Any:
        """The serializer, else what the example shows; nothing for 204."""
        if self.view.output_class or self.doc is None or getattr(self.view, "success_status", 200) == 204:
            return self.view.output_class
        return schema_of_example(self.doc.response)

    def _listing(self) -> dict[str, Any]:
        properties: dict[str, Any] = {
            self.view.rows_key: {"type": "array", "items": self._schema_of(self.view.row_class)}
        }
        for name, member in self.view.extra_fields.items():
            properties[name] = self._schema_of(member)
        kind = self.view.pagination_class.component
        properties["pagination"] = {"$ref": f"#/components/schemas/{kind}"}
        return {"type": "object", "properties": properties, "required": list(properties)}

    def _schema_of(self, member: Any) -> dict[str, Any]:
        if member is None:
            return {"type": "object", "additionalProperties": True}
        if isinstance(member, dict):
            return member
        if isinstance(member, type) and issubclass(member, serializers.BaseSerializer):
            component: ResolvedComponent = self.resolve_serializer(member, "response")  # type: ignore[arg-type]  # or a class
            return dict(component.ref)
        return dict(self._map_serializer_field(member, "response"))  # type: ignore[no-untyped-call]  # the same

    # -- refusals ------------------------------------------------------------------------------

    def codes(self) -> set[ErrorCode]:
        """Every code this operation may answer with."""
        codes = {*EVERYWHERE, *(self.doc.codes if self.doc else ())}
        if self.view.authentication_classes:
            codes.add(ErrorCode.UNAUTHENTICATED)
        if scopes_of(self.view, self.method):
            codes.add(ErrorCode.FORBIDDEN)
        if "{" in self.path:
            codes.add(ErrorCode.NOT_FOUND)
        if self.writes:
            codes.update(OF_WRITES, OF_KEYS if self.keyed else ())
            if self.view.versioned:
                codes.add(ErrorCode.STALE_VERSION)
            if self.view.idempotency == "required":
                codes.add(ErrorCode.IDEMPOTENCY_KEY_REQUIRED)
        else:
            codes.add(ErrorCode.VALIDATION_FAILED)  # an unknown parameter
        return codes

    def _refusals(self) -> dict[str, Any]:
        by_status: dict[int, list[ErrorCode]] = {}
        for code in sorted(self.codes()):
            by_status.setdefault(STATUS[code], []).append(code)
        return {str(status): refusal_schema(status, codes) for status, codes in by_status.items()}

    def _examples(self, operation: dict[str, Any], doc: Doc) -> None:
        content = operation.get("requestBody", {}).get("content", {})
        if doc.request is not None and "application/json" in content:
            content["application/json"]["example"] = doc.request
        for answer in operation["responses"].values():
            for written in answer.get("content", {}).values():
                written["example"] = doc.response


def scopes_of(view: Any, method: str) -> tuple[str, ...]:
    scopes: Any = getattr(view, "scopes", ())
    if isinstance(scopes, dict):
        scopes = scopes.get(method.lower(), scopes.get(method.upper(), ()))
    return tuple(str(getattr(scope, "value", scope)) for scope in scopes)
