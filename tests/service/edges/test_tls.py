"""gRPC with certificates: refused where the authority is another, and renewed under both ends without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chassis.auth.issuer import DemoIssuer
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.kernel.errors import Problem
from chassis.rpc.certificates import ServerCertificate
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer
from motcua.audit.v1 import ledger_pb2 as pb
from motcua.audit.v1 import ledger_pb2_grpc as stubs
from service.edges.test_rpc import Ledger


class Authority:
    """Signs certificates for localhost."""

    def __init__(self, name: str) -> None:
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._signed(self._name, self._key, is_authority=True)

    def write(self, folder: Path) -> None:
        """A new pair for a server, and this authority, as cert-manager lays them into a secret."""
        key = ec.generate_private_key(ec.SECP256R1())
        server = self._signed(x509.Name([]), key, is_authority=False)
        (folder / "tls.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (folder / "tls.crt").write_bytes(server.public_bytes(serialization.Encoding.PEM))
        (folder / "ca.crt").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, is_authority: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        return builder.sign(self._key, hashes.SHA256())


@pytest.fixture
async def server(tmp_path: Path, verifier: TokenVerifier, health: Health) -> AsyncIterator[RpcServer]:
    Authority("first").write(tmp_path)
    pair = ServerCertificate(certificate=tmp_path / "tls.crt", key=tmp_path / "tls.key")
    servicer = (stubs.add_LedgerServiceServicer_to_server, Ledger())
    server = RpcServer("127.0.0.1", 0, [servicer], verifier, health, grace_seconds=0.1, certificate=pair)
    await server.start()
    yield server
    await server.stop()


async def ask(channel: RpcChannel) -> str:
    stub = stubs.LedgerServiceStub(channel.channel)
    answer: pb.ListSubjectsResponse = await stub.ListSubjects(pb.ListSubjectsRequest(), timeout=10)
    return answer.next_page_token


async def test_both_ends_follow_a_renewed_certificate(tmp_path: Path, server: RpcServer, issuer: DemoIssuer) -> None:
    channel = RpcChannel(
        f"localhost:{server.port}", lambda: issuer.token("service:notify", ["system"]), authority=tmp_path / "ca.crt"
    )
    assert await ask(channel) == "service:notify ['system']"

    await asyncio.sleep(1.1)  # how often the file is looked at
    Authority("second").write(tmp_path)

    assert await ask(channel) == "service:notify ['system']"
    await channel.stop()


async def test_a_certificate_of_another_authority_is_refused(
    tmp_path: Path, server: RpcServer, issuer: DemoIssuer
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Authority("other").write(other)
    channel = RpcChannel(
        f"localhost:{server.port}", lambda: issuer.token("service:notify", ["system"]), authority=other / "ca.crt"
    )
    with pytest.raises(Problem) as refused:
        await ask(channel)
    assert refused.value.slug == "neighbour-unavailable"
    await channel.stop()


async def test_a_missing_certificate_is_named(tmp_path: Path, verifier: TokenVerifier, health: Health) -> None:
    pair = ServerCertificate(certificate=tmp_path / "tls.crt", key=tmp_path / "tls.key")
    server = RpcServer("127.0.0.1", 0, [], verifier, health, certificate=pair)
    with pytest.raises(Problem) as refused:
        await server.start()
    assert refused.value.slug == "certificate-unreadable"
    assert str(tmp_path / "tls.key") in refused.value.detail
