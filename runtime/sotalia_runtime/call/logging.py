"""Wire logging: requests as signed and answers as received, with their secrets taken out."""

from __future__ import annotations

from enum import Flag
from typing import TYPE_CHECKING, Final

from ..http.messages import BytesBody

if TYPE_CHECKING:
    from ..http.messages import HttpResponse
    from .context import Call
    from .redaction import Secrets

# Characters of a body that are shown at most.
BODY_LIMIT: Final = 64 * 1024

_REQUEST_LINE: Final = "---[ REQUEST POST-SIGN ]-----------------------------"
_RESPONSE_LINE: Final = "---[ RESPONSE ]--------------------------------------"
_END_LINE: Final = "-----------------------------------------------------"


class LogMode(Flag):
    """What a client logs, on the logger `sotalia.wire` at level DEBUG, or on stderr where no handler is set up.

    Signatures, session tokens and all that the model calls sensitive are masked or withheld.
    """

    NONE = 0
    HTTP = 1
    """Request and status lines with headers."""
    HTTP_BODY = 3
    """The same with bodies: up to 64 KiB of each, streams left out."""
    RETRIES = 4
    """Why a call is tried again, and after how long."""


_HTTP: Final = LogMode.HTTP.value
_BODY: Final = LogMode.HTTP_BODY.value & ~LogMode.HTTP.value
_RETRIES: Final = LogMode.RETRIES.value


class WireLog:
    """The wire log of one client; made only where its mode is not NONE."""

    def __init__(self, mode: LogMode) -> None:
        import logging

        self._logger = logging.getLogger("sotalia.wire")
        self._mode = mode.value

    def request(self, call: Call) -> None:
        """Log a request that is about to be sent."""
        if self._mode & _HTTP and self._wanted():
            self._write(
                call,
                f"DEBUG: Request {_title(call)} Details:\n{_REQUEST_LINE}\n{self._request_text(call)}\n{_END_LINE}",
            )

    def response(self, call: Call, response: HttpResponse, body: bytes | None) -> None:
        """Log an answer; `body` is None where it is streamed to the caller."""
        if self._mode & _HTTP and self._wanted():
            text = self._response_text(call, response, body)
            self._write(call, f"DEBUG: Response {_title(call)} Details:\n{_RESPONSE_LINE}\n{text}\n{_END_LINE}")

    def retry(self, call: Call) -> None:
        """Log that another attempt follows."""
        if self._mode & _RETRIES and self._wanted():
            error = call.error
            reason = getattr(error, "code", "") or type(error).__name__
            self._write(
                call,
                f"DEBUG: Retry {_title(call)}: attempt {call.attempt} of {call.max_attempts} failed with {reason}, "
                f"next in {call.delay:.3f} s",
            )

    def _wanted(self) -> bool:
        import logging

        return not self._logger.hasHandlers() or self._logger.isEnabledFor(logging.DEBUG)

    def _write(self, call: Call, text: str) -> None:
        if call.credentials is not None:
            from . import redaction

            text = redaction.values(text, (call.credentials.session_token, call.credentials.secret_access_key))
        if self._logger.hasHandlers():
            self._logger.debug("%s", text)
        else:
            # The user asked for this log: without any handler it would be lost.
            import sys
            import time

            sys.stderr.write(f"{time.strftime('%Y/%m/%d %H:%M:%S')} {text}\n")

    def _request_text(self, call: Call) -> str:
        from . import redaction

        http, secrets = call.http, _secrets(call)[0]
        shown = http.copy()
        shown.query = redaction.query(http.query, secrets)
        if secrets.path:
            shown.path = call.operation.path
        fields = redaction.headers((("Host", http.authority), *http.headers.items()), secrets)
        head = _head(f"{http.method} {shown.target} HTTP/1.1", fields)
        if not self._mode & _BODY:
            return head
        body = http.body
        if isinstance(body, BytesBody):
            return head + redaction.body(body.data, call.service.protocol, secrets, limit=BODY_LIMIT)
        return f"{head}[streamed body, {'unknown length' if body.length is None else f'{body.length} bytes'}]"

    def _response_text(self, call: Call, response: HttpResponse, body: bytes | None) -> str:
        from . import redaction

        asked, answered = _secrets(call)
        head = _head(_status_line(response.status), redaction.headers(response.headers.items(), answered))
        if not self._mode & _BODY:
            return head
        if body is None:
            return f"{head}[streamed body]"
        if response.status >= 300 and asked:
            return f"{head}[{len(body)} bytes withheld: an error may quote what the model calls sensitive]"
        return head + redaction.body(body, call.service.protocol, answered, limit=BODY_LIMIT)


def _status_line(status: int) -> str:
    from http import HTTPStatus

    try:
        return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP/1.1 {status}"


def _head(first: str, fields: list[tuple[str, str]]) -> str:
    lines = "\n".join(f"{name}: {value}" for name, value in fields)
    return f"{first}\n{lines}\n\n"


def _title(call: Call) -> str:
    name = call.service.package.rpartition(".")[2].removeprefix("sotalia_").replace("_", "-")
    return f"{name}/{call.operation.name}"


def _secrets(call: Call) -> tuple[Secrets, Secrets]:
    """Where the operation's input and output carry secrets; found once per operation."""
    plan = call.plan
    if plan.secrets is None:
        from .redaction import secrets_of

        plan.secrets = (secrets_of(plan.input_class), secrets_of(plan.operation.output))
    return plan.secrets
