"""TLS settings; the `ssl` module is loaded with the first https connection."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

from ..errors import ConfigError

if TYPE_CHECKING:
    from ssl import SSLContext

# Loading a CA bundle takes tens of milliseconds, so that contexts are shared by everybody with equal settings.
_contexts: Final[dict[Tls, SSLContext]] = {}
_lock: Final = Lock()


class Tls:
    """Whom to trust, and how to identify: peers are always verified.

    `ca_bundle` is the path of a PEM file, or of a directory of hashed ones, that replaces the system's trust store;
    `client_cert` the path of a PEM file with certificate and key, or a pair of two such paths. Raises `ConfigError`
    for a path that is empty or does not exist.
    """

    __slots__ = ("ca_bundle", "client_cert")

    def __init__(self, ca_bundle: str | None = None, client_cert: str | tuple[str, str] | None = None) -> None:
        self.ca_bundle = ca_bundle
        self.client_cert = client_cert
        _check("ca_bundle", ca_bundle)
        for path in (client_cert,) if isinstance(client_cert, str) else client_cert or ():
            _check("client_cert", path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tls) and self.ca_bundle == other.ca_bundle and self.client_cert == other.client_cert

    def __hash__(self) -> int:
        return hash((self.ca_bundle, self.client_cert))

    def context(self) -> SSLContext:
        """The context for these settings, built on first use. Raises `ConfigError` where a file has no certificates."""
        context = _contexts.get(self)
        if context is None:
            with _lock:
                context = _contexts.get(self) or self._build()
                _contexts[self] = context
        return context

    def _build(self) -> SSLContext:
        import ssl
        from pathlib import Path

        bundle = self.ca_bundle
        try:
            if bundle is None:
                context = ssl.create_default_context()
            elif Path(bundle).is_dir():
                context = ssl.create_default_context(capath=bundle)
            else:
                context = ssl.create_default_context(cafile=bundle)
        except OSError as error:
            raise ConfigError(f"ca_bundle {bundle!r} holds no certificates that can be read: {error}") from error
        cert = self.client_cert
        if cert is not None:
            try:
                context.load_cert_chain(cert) if isinstance(cert, str) else context.load_cert_chain(*cert)
            except OSError as error:
                raise ConfigError(f"client_cert cannot be used: {error}") from error
        context.set_alpn_protocols(["http/1.1"])
        return context


def _check(setting: str, path: str | None) -> None:
    if path is None:
        return
    from pathlib import Path

    if not path:
        raise ConfigError(f"{setting} is empty: give the path of a PEM file, or leave it unset")
    if not Path(path).exists():
        raise ConfigError(f"{setting} {path!r} does not exist")
