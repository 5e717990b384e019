"""The three kinds of endpoint: one that reads an object, one that lists, one that writes.

Each write is one endpoint: input serializer → one action → plain data. With an idempotency key it runs once.
"""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException, NotAuthenticated
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from core import trace
from core.actor import Actor
from core.api.caller import caller_of
from core.api.docs import Doc
from core.api.envelope import error_body
from core.api.filters import StrictFilterBackend, refuse_unknown_parameters
from core.api.json import canonical, dump
from core.api.limits import Verdict
from core.api.pagination import OffsetPagination, Pagination
from core.errors import DomainError, ErrorCode, Invalid
from core.idempotency import Answer, fingerprint, once
from core.retry import retried
from core.versions import etag

KEY_HEADER = "X-Idempotency-Key"


class ApiView(APIView):
    """Authentication, limit, permission; in that order, so that failed authentication is counted too."""

    #: any of these suffices; or by method: {"get": (...), "post": (...)}
    scopes: ClassVar[tuple[str, ...] | dict[str, tuple[str, ...]]] = ()
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    #: query parameters beyond filters and pagination
    parameters: ClassVar[tuple[str, ...]] = ()
    docs: ClassVar[dict[str, Doc]] = {}
    #: whether calls count against the caller's rate
    counted = True
    verdict: Verdict | None = None
    #: version of the object that is answered, for the header ETag
    version: int | None = None

    @property
    def actor(self) -> Actor:
        caller = caller_of(self.request)
        if caller is None:
            raise NotAuthenticated
        return caller.actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        stranger: APIException | None = None
        try:
            self.perform_authentication(request)
        except APIException as problem:
            stranger = problem
        if (caller := caller_of(request)) is not None:
            trace.current().actor_id = caller.actor.id
        self.check_throttles(request)
        if stranger is not None:
            raise stranger
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self.check_permissions(request)

    def finalize_response(  # type: ignore[override]  # plain answers too
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]  # the same
        answer.headers.setdefault("Cache-Control", "no-store")
        if not answer.headers.get("Allow"):
            answer.headers.pop("Allow", None)
        if self.version is not None:
            answer["ETag"] = etag(self.version)
        if self.verdict is not None:
            for name, value in self.verdict.headers().items():
                answer[name] = value
        return answer


def json_response(data: Any, status: int = 200) -> HttpResponse:
    """Plain data straight to bytes: what hot lists use."""
    return HttpResponse(dump(data), status=status, content_type="application/json")


class ReadView(ApiView):
    """GET of one object: `read(**url_kwargs)` returns plain data or raises core.errors.NotFound."""

    output_class: ClassVar[type[Serializer[Any]] | None] = None

    #: takes the URL's arguments by name
    read: Callable[..., Any]

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown_parameters(request, self.parameters)
        return json_response(self.read(**kwargs))


class ListView(ApiView):
    """GET of a list: queryset → filters → one page → `rows(page)` → plain dicts.

    The URL's arguments are in `self.kwargs`. A list with SQL of its own overrides `listing()` and uses
    `self.criteria()` (the checked filter values) and `self.page()` (the checked limits).
    """

    row_class: ClassVar[type[Serializer[Any]] | None] = None
    filterset_class: ClassVar[type | None] = None
    pagination_class: ClassVar[type[Pagination]] = OffsetPagination
    #: what the rows are called in the answer
    rows_key: ClassVar[str] = "items"
    #: schema of further members of the answer, as serializer fields by name
    extra_fields: ClassVar[dict[str, Any]] = {}

    queryset: Callable[[], QuerySet[Any]]
    rows: Callable[[list[Any]], list[dict[str, Any]]]

    def extra(self) -> dict[str, Any]:
        """Further members of the answer, such as a summary."""
        return {}

    def criteria(self) -> dict[str, Any]:
        return StrictFilterBackend().criteria(self.request, self)

    def page(self) -> Any:
        return self.pagination_class().read(self.request)

    def listing(self) -> dict[str, Any]:
        pagination = self.pagination_class()
        found = StrictFilterBackend().filter_queryset(self.request, self.queryset(), self)
        page, shown = pagination.cut(self.request, found)
        return {self.rows_key: self.rows(page), **self.extra(), "pagination": shown}

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        return json_response(self.listing())


class WriteView(ApiView):
    """One write: `handle(data, **url_kwargs)` calls one action and returns plain data.

    Runs in one transaction; deadlocks are repeated. With an X-Idempotency-Key it has one effect per key, and a
    repeat gets the stored bytes. `verb` is the HTTP method; `idempotency` is "required", "accepted" or "none".
    """

    verb: ClassVar[str] = "post"
    input_class: ClassVar[type[Serializer[Any]] | None] = None
    output_class: ClassVar[type[Serializer[Any]] | None] = None
    #: `handle` may set one of `other_statuses` instead, such as 200 for what was there already
    success_status: int = 200
    other_statuses: ClassVar[tuple[int, ...]] = ()
    #: whether the edit may name the version it is meant for by If-Match
    versioned: ClassVar[bool] = False
    idempotency: ClassVar[str] = "accepted"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        setattr(cls, cls.verb, cls.write)

    #: takes the checked input and the URL's arguments by name
    handle: Callable[..., Any]

    def write(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown_parameters(request, self.parameters)
        body = request.data  # malformed JSON and a body that is too large end here, before any key is claimed
        key, caller = self._key(), caller_of(request)
        if key is None or caller is None:
            answer = retried(lambda: self._in_transaction(body, kwargs))
        else:
            answer = once(
                caller=caller.caller_id,
                route=f"{request.method} {request.path}",
                key=key,
                fingerprint=fingerprint(canonical(body), request.META.get("QUERY_STRING", "").encode()),
                effect=lambda: self._act(body, kwargs),
                refusal=_refusal,
            )
        response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
        if answer.replayed:
            response["Idempotency-Replayed"] = "true"
        return response

    def _in_transaction(self, body: Any, kwargs: dict[str, Any]) -> Answer:
        with transaction.atomic():
            return self._act(body, kwargs)

    def _act(self, body: Any, kwargs: dict[str, Any]) -> Answer:
        data = self.handle(self._validated(body), **kwargs)
        return Answer(self.success_status, b"" if self.success_status == 204 else dump(data))

    def _validated(self, body: Any) -> dict[str, Any]:
        if self.input_class is None:
            if body:
                raise Invalid({str(name): ["Unknown field."] for name in body} if isinstance(body, dict) else {})
            return {}
        serializer = self.input_class(data=body, context={"request": self.request, "view": self})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _key(self) -> str | None:
        """The key of this request. Callers without a name have no keys: there is nobody to keep the answer for."""
        sent = self.request.headers.get(KEY_HEADER)
        if self.idempotency == "none" or self.request.auth is None:
            return None
        if sent is None:
            if self.idempotency == "required":
                raise DomainError(
                    ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
                    f"Send a fresh UUID in the header {KEY_HEADER} with each new request.",
                )
            return None
        try:
            parsed = str(UUID(sent))
        except ValueError:
            raise Invalid({KEY_HEADER: ["Must be a UUID."]}) from None
        return parsed


def _refusal(problem: DomainError) -> Answer:
    return Answer(problem.status, dump(error_body(problem.code, problem.message, problem.details)))


class UnknownPath(ApiView):
    """Every address under the API that leads nowhere: counted, and answered like anything else."""

    authentication_classes = []
    permission_classes = []
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise DomainError(ErrorCode.NOT_FOUND, "There is nothing at this address.")
