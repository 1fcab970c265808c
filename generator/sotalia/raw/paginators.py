"""`paginators-1.json`."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from .base import Raw


class RawPaginator(Raw):
    """How one operation pages. A single token or key may stand without its list."""

    model_config = ConfigDict(alias_generator=None)

    input_token: str | list[str]
    output_token: str | list[str]
    result_key: str | list[str]
    limit_key: str | None = None
    more_results: str | None = None
    non_aggregate_keys: list[str] = Field(default_factory=list[str])


class RawPaginators(Raw):
    """The whole file: operation to paginator."""

    pagination: dict[str, RawPaginator] = Field(default_factory=dict[str, RawPaginator])
    version: str | None = None
