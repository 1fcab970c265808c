"""Credentials as a value that gives nothing away by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from ..errors import CredentialsError
from ..frozen import Frozen

if TYPE_CHECKING:
    from datetime import datetime


class Credentials(Frozen):
    """Keys to sign with. Text forms show the access key id only, and pickling is refused.

    `expires_at` is an aware datetime, None for keys that stay valid. CredentialsError for a part that is empty
    where it must not be, or that cannot stand in a header, such as one with a line break at its end.
    """

    __slots__ = ("access_key_id", "account_id", "expires_at", "secret_access_key", "session_token")

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    account_id: str | None
    expires_at: datetime | None

    def __init__(
        self,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
        account_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        self._fill(
            access_key_id=access_key_id,
            secret_access_key=secret_access_key,
            session_token=session_token,
            account_id=account_id,
            expires_at=expires_at,
        )
        for name in ("access_key_id", "secret_access_key", "session_token", "account_id"):
            value: object = getattr(self, name)
            if value is None and name in ("session_token", "account_id"):
                continue
            if not isinstance(value, str) or not value:
                raise CredentialsError(f"{name} must be text that is not empty")
            if not value.isascii() or not value.isprintable() or " " in value:
                raise CredentialsError(f"{name} has a space, a line break or another character that no key has")
        if expires_at is not None and expires_at.tzinfo is None:
            raise CredentialsError("expires_at must have a time zone")

    def __repr__(self) -> str:
        return f"Credentials({self.access_key_id!r})"

    def __reduce_ex__(self, protocol: object) -> Never:
        raise CredentialsError(
            "credentials do not pickle, so that no secret is stored or sent by accident; give the other side a"
            " profile name or a role, or keys in its environment, and let it look them up itself"
        )

    def __copy__(self) -> Credentials:
        return self

    def __deepcopy__(self, memo: object) -> Credentials:
        return self
