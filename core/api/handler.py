"""The API's own way through Django: one thread from the first link of a short chain to the closed answer.

Django's own handler goes from the event loop into a thread and back for every link that is not async, and starts a
new thread for each request: a third of what a list costs. Nothing in the API waits on the event loop.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.exception import convert_exception_to_response
from django.core.signals import request_started
from django.urls import set_script_prefix
from django.utils.module_loading import import_string

Scope = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]

#: what begins like this is the API; its documentation consists of pages
PREFIX = "/api/v1/"
#: more than the database has connections for, since some wait for a lock or for each other
_threads = ThreadPoolExecutor(max_workers=64, thread_name_prefix="api")


class ApiHandler(ASGIHandler):
    """Answers are whole, none is streamed: they are closed, and their connection given back, before they are sent."""

    def __init__(self) -> None:
        self.load_links(settings.API_MIDDLEWARE)

    def load_links(self, paths: list[str]) -> None:
        """As Django loads MIDDLEWARE, for links that answer synchronously and have no hooks within Django."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        chain: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # missing in stubs
        for path in reversed(paths):
            chain = convert_exception_to_response(import_string(path)(chain))
        self._middleware_chain = chain

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        answer = copy_context().run  # nothing that one request sets is there for the thread's next
        loop = asyncio.get_running_loop()
        await self.send_response(await loop.run_in_executor(_threads, answer, self.answer, scope, body), send)

    def answer(self, scope: Scope, body: IO[bytes]) -> Any:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = refusal if request is None else self.get_response(request)
        response.close()  # ends the request: request_finished
        body.close()
        return response


def by_path(api: App, pages: App) -> App:
    """HTTP: the API goes its own way."""

    async def http(scope: Scope, receive: Any, send: Any) -> None:
        await (api if scope["path"].startswith(PREFIX) else pages)(scope, receive, send)

    return http
