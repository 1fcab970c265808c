"""What is known of a call beside its output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..frozen import Frozen

if TYPE_CHECKING:
    from ..http.messages import Headers


class ResponseMetadata(Frozen):
    """Facts of the answer: HTTP `status`, `headers`, `request_id`, and how many `attempts` it took.

    `host_id` is S3's second id (`x-amz-id-2`). `attempts` counts the first one.
    """

    __slots__ = ("attempts", "headers", "host_id", "request_id", "status")

    status: int
    headers: Headers
    request_id: str | None
    host_id: str | None
    attempts: int

    def __init__(
        self,
        *,
        status: int,
        headers: Headers,
        request_id: str | None = None,
        host_id: str | None = None,
        attempts: int = 1,
    ) -> None:
        # One for each call, and a loop would take twice as long.
        put = object.__setattr__
        put(self, "status", status)
        put(self, "headers", headers)
        put(self, "request_id", request_id)
        put(self, "host_id", host_id)
        put(self, "attempts", attempts)

    def __repr__(self) -> str:
        shown = {name: value for name, value in self._parts().items() if name != "headers"}
        return f"ResponseMetadata({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def request_ids(headers: Headers) -> tuple[str | None, str | None]:
    """The ids by which the service knows a request: request id and, from S3, host id."""
    return headers.get("x-amzn-requestid") or headers.get("x-amz-request-id"), headers.get("x-amz-id-2")
