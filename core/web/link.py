"""A link of the middleware chain that answers both ways. A sync-only one can keep the server from ending."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Link:
    """Subclasses write `answer` and `answer_async`, which call `self.get_response`."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.answer_async(request) if self.is_async else self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        raise NotImplementedError(type(self).__name__)

    async def answer_async(self, request: HttpRequest) -> HttpResponseBase:
        raise NotImplementedError(type(self).__name__)
