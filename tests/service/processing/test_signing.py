"""The signing gateway by HTTP: a real server with real keys; what it answers is verified before it is kept."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from processing.clients.signing import Gateway, HttpSigning, NoSigning

NOW = datetime(2026, 3, 5, 2, tzinfo=UTC)
DIGEST = hashlib.sha256(b"%PDF-1.7 result").digest()
PREHASHED = utils.Prehashed(hashes.SHA256())
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def certificate(key: Key, *, until: datetime = NOW + timedelta(days=1)) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Chữ ký thử nghiệm")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(until)
        .sign(key, hashes.SHA256())
    )


def signature(key: Key, digest: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(digest, ec.ECDSA(PREHASHED))
    return key.sign(digest, padding.PKCS1v15(), PREHASHED)


class Server:
    """Answers what ``answer`` makes of the request's JSON: (status, JSON). Keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Callable[[dict[str, Any]], tuple[int, Any]] = lambda _asked: (500, {})
        self.asked: list[tuple[dict[str, Any], dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append((said, dict(self.headers)))
                status, answer = server.answer(said)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

            def log_message(self, *_args: object) -> None:
                """Nothing on the terminal."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/sign"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def signs(key: Key, made: x509.Certificate, *, pem: bool = True) -> Callable[[dict[str, Any]], tuple[int, Any]]:
    def answer(asked: dict[str, Any]) -> tuple[int, Any]:
        der = made.public_bytes(serialization.Encoding.DER)
        told = made.public_bytes(serialization.Encoding.PEM).decode() if pem else base64.b64encode(der).decode()
        value = signature(key, base64.b64decode(asked["digest"]))
        return 200, {"signature": base64.b64encode(value).decode(), "certificate": told}

    return answer


def gateway(server: Server, **changes: Any) -> HttpSigning:
    return HttpSigning(Gateway(url=server.url, **changes), FrozenClock(NOW), timeout_seconds=5)


@pytest.mark.parametrize("pem", [True, False], ids=["pem", "der"])
@pytest.mark.parametrize(
    "make", [lambda: rsa.generate_private_key(65537, 2048), lambda: ec.generate_private_key(ec.SECP256R1())]
)
async def test_a_signature_over_the_digest_is_taken(server: Server, make: Callable[[], Key], pem: bool) -> None:
    key = make()
    made = certificate(key)
    server.answer = signs(key, made, pem=pem)
    signed = await gateway(server).sign(DIGEST, reference="r-1")
    assert signed.certificate == made.public_bytes(serialization.Encoding.DER)
    said, headers = server.asked[0]
    assert said == {"digest": base64.b64encode(DIGEST).decode(), "algorithm": "SHA256", "reference": "r-1"}
    assert headers["Idempotency-Key"] == "r-1"


async def test_pss_is_taken_too(server: Server) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    pem = certificate(key).public_bytes(serialization.Encoding.PEM).decode()
    value = base64.b64encode(key.sign(DIGEST, pss, PREHASHED)).decode()
    server.answer = lambda _asked: (200, {"signature": value, "certificate": pem})
    assert (await gateway(server).sign(DIGEST, reference="r-1")).value == base64.b64decode(value)


async def test_names_of_fields_and_secret_headers_are_settings(server: Server, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    der = base64.b64encode(certificate(key).public_bytes(serialization.Encoding.DER)).decode()

    def answer(asked: dict[str, Any]) -> tuple[int, Any]:
        value = base64.b64encode(signature(key, base64.b64decode(asked["hash"]))).decode()
        return 200, {"sig": value, "cert": der}

    server.answer = answer
    secret = tmp_path / "token"
    secret.write_text("Bearer một-mã-bí-mật-không-dấu".encode("ascii", "ignore").decode() + "\n")
    signing = gateway(
        server,
        header_files={"Authorization": secret},
        digest_field="hash",
        signature_field="sig",
        certificate_field="cert",
        fixed={"keyId": "con-dau-1"},
    )
    await signing.sign(DIGEST, reference="r-1")
    said, headers = server.asked[0]
    assert (said["keyId"], headers["Authorization"].startswith("Bearer ")) == ("con-dau-1", True)


async def test_what_does_not_verify_is_not_kept(server: Server) -> None:
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    good = certificate(key)
    pem = good.public_bytes(serialization.Encoding.PEM).decode()
    answers: list[Callable[[dict[str, Any]], tuple[int, Any]]] = [
        signs(other, good),
        signs(key, certificate(key, until=NOW - timedelta(days=1))),
        lambda _asked: (
            200,
            {"signature": base64.b64encode(signature(key, b"\0" * 32)).decode(), "certificate": pem},
        ),
        lambda _asked: (200, {"signature": "not base64 !", "certificate": pem}),
        lambda _asked: (200, {"signature": "", "certificate": "nothing"}),
        lambda _asked: (200, {}),
    ]
    for answer in answers:
        server.answer = answer
        with pytest.raises(Problem) as refused:
            await gateway(server).sign(DIGEST, reference="r-1")
        assert (refused.value.slug, refused.value.kind) == ("signature-invalid", Kind.UNAVAILABLE)
        assert "Chữ ký" not in refused.value.detail


async def test_a_gateway_that_is_away_or_refuses_is_told_of(server: Server, tmp_path: Path) -> None:
    answers: list[tuple[int, Any]] = [(500, {}), (401, {}), (200, b"<html>"), (200, [1])]
    for said in answers:
        server.answer = lambda _asked, said=said: said  # type: ignore[misc]
        with pytest.raises(Problem) as refused:
            await gateway(server).sign(DIGEST, reference="r-1")
        assert refused.value.slug == "signing-gateway-unavailable"
    with pytest.raises(Problem) as no_secret:
        await gateway(server, header_files={"Authorization": tmp_path / "nothing"}).sign(DIGEST, reference="r-1")
    assert no_secret.value.slug == "signing-gateway-unavailable"
    away = HttpSigning(Gateway(url="http://127.0.0.1:9/sign"), FrozenClock(NOW), timeout_seconds=2)
    with pytest.raises(Problem) as nobody:
        await away.sign(DIGEST, reference="r-1")
    assert nobody.value.slug == "signing-gateway-unavailable"


async def test_without_a_gateway_signing_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        await NoSigning().sign(DIGEST, reference="r-1")
    assert refused.value.slug == "signing-not-set-up"
    with pytest.raises(ValueError, match="https"):
        HttpSigning(Gateway(url="file:///etc/passwd"), FrozenClock(NOW))
