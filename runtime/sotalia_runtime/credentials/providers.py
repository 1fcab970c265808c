"""The places where credentials are looked for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from ..errors import CredentialsError
from ..flow import Invoke
from .keys import Credentials

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..config.files import ProfileFiles
    from ..config.ini import Entry
    from ..flow import Flow


class Provider(Protocol):
    """One place. `place` tells it in words, for the error that lists all that were tried."""

    @property
    def place(self) -> str:
        """Where it looks."""
        ...

    def resolve(self) -> Flow[Credentials | None]:
        """The credentials found there, or None. CredentialsError where they are begun but not complete."""
        ...


class Static:
    """Credentials given in code."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    @property
    def place(self) -> str:
        """Where it looks."""
        return "credentials given in code"

    def resolve(self) -> Flow[Credentials | None]:
        """The credentials that were given."""
        yield from ()
        return self._credentials


class _EnvironmentReader:
    """Reads `environ`, by default this process's environment, anew each time. Given one, it does not pickle."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._given = environ

    @property
    def _environ(self) -> Mapping[str, str]:
        return os.environ if self._given is None else self._given

    def __getstate__(self) -> dict[str, object]:
        if self._given is not None:
            raise CredentialsError("a provider that reads a mapping does not pickle, since that may hold secrets")
        return self.__dict__.copy()


class Environment(_EnvironmentReader):
    """AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ACCOUNT_ID, AWS_CREDENTIAL_EXPIRATION."""

    @property
    def place(self) -> str:
        """Where it looks."""
        return "environment variable AWS_ACCESS_KEY_ID"

    def resolve(self) -> Flow[Credentials | None]:
        """The credentials of the environment; CredentialsError for an access key without its secret."""
        yield from ()
        environ = self._environ
        access_key_id = environ.get("AWS_ACCESS_KEY_ID")
        if not access_key_id:
            return None
        secret = environ.get("AWS_SECRET_ACCESS_KEY")
        if not secret:
            raise CredentialsError("AWS_ACCESS_KEY_ID is in the environment, but AWS_SECRET_ACCESS_KEY is not")
        expiration = environ.get("AWS_CREDENTIAL_EXPIRATION")
        return _from(
            "the environment",
            access_key_id,
            secret,
            # The first is the older name, and botocore looks there first.
            session_token=environ.get("AWS_SECURITY_TOKEN") or environ.get("AWS_SESSION_TOKEN") or None,
            account_id=environ.get("AWS_ACCOUNT_ID") or None,
            expires_at=parse_expiration(expiration, "AWS_CREDENTIAL_EXPIRATION") if expiration else None,
        )


class _Source:
    """A key of a profile that says how to get credentials in a way we have not.

    `before_keys`: whether botocore takes it before the profile's keys in the credentials file.
    """

    __slots__ = ("before_keys", "key", "what")

    def __init__(self, key: str, what: str, *, before_keys: bool) -> None:
        self.key = key
        self.what = what
        self.before_keys = before_keys


# In the order of botocore's chain. Each entry goes away when a provider for it joins `default_chain`. Until then
# a profile that asks for it is an error: the next place might know another identity, or a stronger one.
_UNSUPPORTED: Final = (
    _Source("role_arn", "assuming a role", before_keys=True),
    _Source("web_identity_token_file", "a web identity", before_keys=True),
    _Source("sso_session", "IAM Identity Center", before_keys=True),
    _Source("sso_start_url", "IAM Identity Center", before_keys=True),
    _Source("login_session", "console login", before_keys=False),
    _Source("credential_process", "an external process", before_keys=False),
)


class SharedFiles:
    """The keys of a profile: those of the credentials file, else those of the config file, never mixed."""

    def __init__(self, files: ProfileFiles, profile: str = "default") -> None:
        self._files = files
        self._profile = profile

    @property
    def place(self) -> str:
        """Where it looks."""
        return f"profile {self._profile!r} of {self._files.credentials_path} and {self._files.config_path}"

    def resolve(self) -> Flow[Credentials | None]:
        """The profile's credentials; CredentialsError for keys that are not complete, or a source not supported."""
        return (yield Invoke(self._read))

    def _read(self) -> Credentials | None:
        merged = self._files.profile(self._profile) or {}
        self._refuse_unsupported(merged, before_keys=True)
        in_credentials = self._files.profile_in_credentials(self._profile) or {}
        if "aws_access_key_id" in in_credentials:
            return self._keys(in_credentials)
        self._refuse_unsupported(merged, before_keys=False)
        in_config = self._files.profile_in_config(self._profile) or {}
        return self._keys(in_config) if "aws_access_key_id" in in_config else None

    def _refuse_unsupported(self, section: Mapping[str, Entry], *, before_keys: bool) -> None:
        for source in _UNSUPPORTED:
            entry = section.get(source.key)
            if entry is not None and source.before_keys is before_keys:
                raise CredentialsError(
                    f"profile {self._profile!r} asks for credentials by {source.what} ({source.key}, {entry.place}),"
                    " which is not supported yet; put keys into the environment, or use a profile that has keys"
                )

    def _keys(self, section: Mapping[str, Entry]) -> Credentials:
        for name in ("aws_access_key_id", "aws_secret_access_key"):
            if name not in section or not section[name].text:
                file = section["aws_access_key_id"].file
                raise CredentialsError(f"profile {self._profile!r} in {file} lacks {name}")
        token = section.get("aws_security_token") or section.get("aws_session_token")
        account = section.get("aws_account_id")
        return _from(
            section["aws_access_key_id"].place,
            section["aws_access_key_id"].text,
            section["aws_secret_access_key"].text,
            session_token=(token.text if token else None) or None,
            account_id=(account.text if account else None) or None,
        )


class _Unsupported(_EnvironmentReader):
    """A variable of the environment that names a source which we have not: an error, for the reason above."""

    def __init__(self, variable: str, what: str, environ: Mapping[str, str] | None) -> None:
        super().__init__(environ)
        self._variable = variable
        self._what = what

    @property
    def place(self) -> str:
        return f"environment variable {self._variable}"

    def resolve(self) -> Flow[Credentials | None]:
        yield from ()
        if self._environ.get(self._variable):
            raise CredentialsError(
                f"{self._variable} in the environment asks for credentials by {self._what}, which is not supported yet"
            )
        return None


class Chain:
    """Several places, asked in order until one has credentials."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        self._providers = tuple(providers)

    @property
    def place(self) -> str:
        """Where it looks: all of its places."""
        return "; ".join(provider.place for provider in self._providers)

    def resolve(self) -> Flow[Credentials | None]:
        """The first credentials found, or None."""
        for provider in self._providers:
            found = yield from provider.resolve()
            if found is not None:
                return found
        return None


def default_chain(
    files: ProfileFiles,
    profile: str = "default",
    *,
    profile_in_code: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Chain:
    """Where credentials are looked for when none are given.

    Who names a profile in code wants that one: `profile_in_code` leaves the environment's keys out.
    """
    from_environment: list[Provider] = [
        Environment(environ),
        _Unsupported("AWS_WEB_IDENTITY_TOKEN_FILE", "a web identity", environ),
    ]
    return Chain(
        [
            *(() if profile_in_code else from_environment),
            SharedFiles(files, profile),
            _Unsupported("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "the container's role", environ),
            _Unsupported("AWS_CONTAINER_CREDENTIALS_FULL_URI", "the container's role", environ),
        ]
    )


def parse_expiration(text: str, name: str) -> datetime:
    """An ISO 8601 time; UTC where it has no zone. CredentialsError, which calls it `name`, for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CredentialsError(f"{name} is not an ISO 8601 time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from(
    source: str,
    access_key_id: str,
    secret_access_key: str,
    *,
    session_token: str | None,
    account_id: str | None,
    expires_at: datetime | None = None,
) -> Credentials:
    try:
        return Credentials(access_key_id, secret_access_key, session_token, account_id, expires_at)
    except CredentialsError as error:
        raise CredentialsError(f"credentials in {source}: {error}") from None
