"""Links of the middleware chain that answer both ways. A sync-only one can keep the server from ending."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PassingLink:
    """Adds nothing to an answer. Subclasses write another hook, such as `process_exception`."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request)  # type: ignore[no-any-return]  # the next link's answer


class Link(PassingLink, ABC):
    """Subclasses write `answer` and `answer_async`, which call `self.get_response`."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.answer_async(request) if self.is_async else self.answer(request)

    @abstractmethod
    def answer(self, request: HttpRequest) -> HttpResponseBase: ...

    @abstractmethod
    async def answer_async(self, request: HttpRequest) -> HttpResponseBase: ...
