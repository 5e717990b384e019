"""What an endpoint says about itself in the API documentation: `@endpoint(...)` on its class."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.errors import ErrorCode

V = TypeVar("V", bound=type)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter that is neither a filter nor pagination."""

    name: str
    description: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    required: bool = False


@dataclass(frozen=True, slots=True)
class Doc:
    """summary: one line; description: what is true afterwards; codes: the refusals beyond those every endpoint has.

    media_type: of a GET that answers with a file; else JSON.
    """

    summary: str
    description: str
    response: Any
    request: Any = None
    codes: tuple[ErrorCode, ...] = ()
    tags: tuple[str, ...] = ()
    operation: str = ""
    parameters: tuple[Parameter, ...] = ()
    media_type: str = ""


def endpoint(
    summary: str,
    description: str,
    *,
    response: Any,
    request: Any = None,
    codes: tuple[ErrorCode, ...] = (),
    tags: tuple[str, ...] = (),
    operation: str = "",
    parameters: tuple[Parameter, ...] = (),
    method: str = "",
    media_type: str = "",
) -> Callable[[V], V]:
    """Document one method of a view class; `method` is needed only when the class answers to two.

    `request` and `response` are complete examples. `operation` is the operationId, else made from method and path.
    """
    doc = Doc(summary, description, response, request, codes, tags, operation, parameters, media_type)

    def attach(view: V) -> V:
        view.docs = {**getattr(view, "docs", {}), method or _only_method(view): doc}  # type: ignore[attr-defined]
        return view

    return attach


def _only_method(view: type) -> str:
    methods = [name for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)]
    if len(methods) != 1:
        raise TypeError(f"{view.__name__} answers to {methods}: say which method is documented")
    return methods[0]
