"""Bearer tokens (RFC 6750)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..http.messages import HttpRequest


def sign(request: HttpRequest, token: str) -> None:
    """Set the Authorization header in place, replacing an earlier one. A line break in `token` is a ValueError."""
    request.headers.set("Authorization", f"Bearer {token}")
