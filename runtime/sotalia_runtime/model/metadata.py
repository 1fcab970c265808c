"""What is known of a call beside its output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..http.messages import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseMetadata:
    """Facts of the answer: HTTP `status`, `headers`, `request_id`, and how many `attempts` it took.

    `host_id` is S3's second id (`x-amz-id-2`). `attempts` counts the first one.
    """

    status: int
    headers: Headers = field(repr=False)
    request_id: str | None = None
    host_id: str | None = None
    attempts: int = 1
