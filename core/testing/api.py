"""A caller of the API in tests: JSON in and out, an idempotency key when asked for."""

from typing import Any
from uuid import uuid4

import orjson
from django.test import Client

from core.api.views import KEY_HEADER


class Api:
    """`Api(authorization="Bearer …").post("/api/v1/…", {...}, key=True)` → the response, with `.json()`."""

    def __init__(self, authorization: str = "", **headers: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {**headers, **({"Authorization": authorization} if authorization else {})}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(path, query or {}, headers={**self.headers, **headers})

    def post(self, path: str, data: Any = None, *, key: str | bool | None = None, **headers: str) -> Any:
        return self.send("POST", path, data, key=key, **headers)

    def patch(self, path: str, data: Any = None, *, key: str | bool | None = None, **headers: str) -> Any:
        return self.send("PATCH", path, data, key=key, **headers)

    def put(self, path: str, data: Any = None, *, key: str | bool | None = None, **headers: str) -> Any:
        return self.send("PUT", path, data, key=key, **headers)

    def delete(self, path: str, data: Any = None, *, key: str | bool | None = None, **headers: str) -> Any:
        return self.send("DELETE", path, data, key=key, **headers)

    def send(self, method: str, path: str, data: Any = None, *, key: str | bool | None = None, **headers: str) -> Any:
        sent = {**self.headers, **headers}
        if key:
            sent[KEY_HEADER] = str(uuid4()) if key is True else key
        body = data if isinstance(data, bytes) else b"" if data is None else orjson.dumps(data)
        return self.client.generic(method, path, body, content_type="application/json", headers=sent)
