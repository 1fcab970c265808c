"""Whom the transport trusts."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sotalia_runtime.errors import ConfigError, ConnectionClosed, ConnectTimeout, TlsError
from sotalia_runtime.transport import HttpTransport, Timeouts
from support.scripted_server import OK, Answer, Close, Loop, ScriptedServer, Wait, reply
from transport_drivers import BlockingDriver, Driver, request_to

if TYPE_CHECKING:
    from pathlib import Path

Key = ec.EllipticCurvePrivateKey
MakeDriver = Callable[..., Driver]


class Authority:
    """A certificate authority for one test run, and the certificates that it gives."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"test authority {folder.name}")])
        self.bundle = folder / "ca.pem"
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        certificate = self._certificate(self.name, self.key).add_extension(constraints, critical=True)
        self.bundle.write_bytes(certificate.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def _certificate(self, name: x509.Name, key: Key) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )

    def issue(self, *names: x509.GeneralName) -> Path:
        """A PEM file with a key and its certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
        builder = self._certificate(subject, key)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        path = self.folder / f"{len(list(self.folder.iterdir()))}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        return path

    def server(self, *names: x509.GeneralName, client_ca: Path | None = None) -> ssl.SSLContext:
        """The server side of TLS under the given names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.issue(*names))
        if client_ca is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client_ca)
        return context


LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "ours")


def test_trusted_peer_is_served_and_its_connection_kept(make_driver: MakeDriver, authority: Authority) -> None:
    driver = make_driver(ca_bundle=str(authority.bundle))
    body = bytes(range(256)) * 4096
    with ScriptedServer((Loop((Answer(reply(body)),)),), tls=authority.server(LOOPBACK)) as server:
        for sent in (b"", b"small", body):
            assert driver.fetch(request_to(server.url, "PUT", sent)).body == body
    assert [request.body for request in server.requests] == [b"", b"small", body]
    assert server.connections == 1


def test_unknown_authority_is_refused_before_anything_is_sent(
    make_driver: MakeDriver, authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other")
    for options in ({}, {"ca_bundle": str(other.bundle)}):
        driver = make_driver(**options)
        with ScriptedServer(OK, tls=authority.server(LOOPBACK)) as server, pytest.raises(TlsError):
            driver.fetch(request_to(server.url, "POST", b"secret"))
        assert server.requests == []
        assert driver.pool.open_connections == 0


def test_wrong_name_is_refused_before_anything_is_sent(make_driver: MakeDriver, authority: Authority) -> None:
    driver = make_driver(ca_bundle=str(authority.bundle))
    with ScriptedServer(OK, tls=authority.server(x509.DNSName("example.com"))) as server, pytest.raises(TlsError):
        driver.fetch(request_to(server.url, "POST", b"secret"))
    assert server.requests == []


def test_peer_without_tls_is_refused(make_driver: MakeDriver, authority: Authority) -> None:
    driver = make_driver(ca_bundle=str(authority.bundle))

    def script(peer: object) -> None:
        peer.fill()  # type: ignore[attr-defined]
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")  # type: ignore[attr-defined]

    with ScriptedServer(script) as server, pytest.raises(TlsError):
        driver.fetch(request_to(server.url.replace("http:", "https:")))


def test_handshake_that_stalls_is_a_connect_timeout(make_driver: MakeDriver) -> None:
    driver = make_driver()
    with ScriptedServer((Wait(5),)) as server, pytest.raises(ConnectTimeout):
        driver.fetch(request_to(server.url.replace("http:", "https:")), Timeouts(connect=0.1))
    assert driver.pool.open_connections == 0


def test_client_certificate_is_shown(make_driver: MakeDriver, authority: Authority) -> None:
    tls = authority.server(LOOPBACK, client_ca=authority.bundle)
    driver = make_driver(ca_bundle=str(authority.bundle), client_cert=str(authority.issue()))
    with ScriptedServer(OK, tls=tls) as server:
        assert driver.fetch(request_to(server.url)).body == b"ok"


def test_body_cut_over_tls_is_an_error(make_driver: MakeDriver, authority: Authority) -> None:
    driver = make_driver(ca_bundle=str(authority.bundle))
    cut = (Answer(reply(b"x" * 100)[:-1]), Close())
    with ScriptedServer(cut, tls=authority.server(LOOPBACK)) as server, pytest.raises(ConnectionClosed):
        driver.fetch(request_to(server.url))


def test_body_without_a_length_must_end_with_a_tls_farewell(authority: Authority) -> None:
    # Asyncio does not tell whether there was one, so that only the blocking driver can insist.
    driver = BlockingDriver(ca_bundle=str(authority.bundle))
    cut = (Answer(b"HTTP/1.1 200 OK\r\n\r\nhello"), Close())
    with ScriptedServer(cut, tls=authority.server(LOOPBACK)) as server, pytest.raises(ConnectionClosed):
        driver.fetch(request_to(server.url))


def test_idle_tls_connection_dropped_by_the_server_goes_unnoticed(
    make_driver: MakeDriver, authority: Authority
) -> None:
    driver = make_driver(ca_bundle=str(authority.bundle))
    with ScriptedServer((Answer(reply(b"ok")), Close()), tls=authority.server(LOOPBACK)) as server:
        for _ in range(3):
            assert driver.fetch(request_to(server.url, "PUT", b"x")).body == b"ok"


@pytest.mark.parametrize("option", ["ca_bundle", "client_cert"])
def test_empty_missing_and_unusable_files_are_configuration_errors(
    make_driver: MakeDriver, tmp_path: Path, option: str
) -> None:
    for path in ("", str(tmp_path / "missing.pem")):
        with pytest.raises(ConfigError, match=option):
            HttpTransport(**{option: path})  # type: ignore[arg-type]
    (tmp_path / "junk.pem").write_text("no certificate")
    driver = make_driver(**{option: str(tmp_path / "junk.pem")})
    with ScriptedServer((Wait(5),)) as server, pytest.raises(ConfigError, match=option):
        driver.fetch(request_to(server.url.replace("http:", "https:")))
    assert driver.pool.open_connections == 0


def test_plain_http_loads_neither_ssl_nor_asyncio() -> None:
    program = (
        "import sys, sotalia_runtime.streaming, sotalia_runtime.drivers.blocking as b, sotalia_runtime.transport as t;"
        "t.HttpTransport(); b.BlockingPerformer();"
        "sys.exit(str([m for m in ('ssl', 'asyncio', 'logging', 'json', 'pathlib', 'tempfile') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"
