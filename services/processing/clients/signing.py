"""A signing gateway by HTTP: it gets a digest and gives a signature and the certificate of who signed.

    POST {url}   {"digest": "<base64>", "algorithm": "SHA256", "reference": "<id>"}
    200          {"signature": "<base64>", "certificate": "<PEM, or base64 of DER>"}

The names of the fields, the header that authenticates us and the file with its value are settings. What comes back is
verified before anybody sees it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from processing.application.result_ports import Signed

TIMEOUT_SECONDS = 15.0
_LONGEST = 256 * 1024
_SHA256 = utils.Prehashed(hashes.SHA256())


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """How to ask it. header_files: header → file with its value, read at every request: a rotated secret counts at
    once. fixed: further fields that the gateway wants, the name of a key say."""

    url: str
    header_files: Mapping[str, Path] = field(default_factory=dict)
    digest_field: str = "digest"
    algorithm_field: str = "algorithm"
    reference_field: str = "reference"
    signature_field: str = "signature"
    certificate_field: str = "certificate"
    fixed: Mapping[str, str] = field(default_factory=dict)


class NoSigning:
    """Fulfils ``result_ports.Signing`` where no gateway is set up."""

    async def sign(self, sha256: bytes, *, reference: str) -> Signed:
        raise Problem(
            "signing-not-set-up",
            Kind.REFUSED,
            "No signing gateway is set up: the operator sets MOTCUA_SIGNING_URL first.",
        )


class HttpSigning:
    """Fulfils ``result_ports.Signing``."""

    def __init__(self, gateway: Gateway, clock: Clock, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        if not gateway.url.startswith(("https://", "http://")):
            raise ValueError("the signing gateway's address begins with https:// or http://")
        self._gateway = gateway
        self._clock = clock
        self._timeout = timeout_seconds

    async def sign(self, sha256: bytes, *, reference: str) -> Signed:
        answer = await asyncio.to_thread(self._asked, sha256, reference)
        signature = _bytes(answer.get(self._gateway.signature_field))
        certificate = _certificate(answer.get(self._gateway.certificate_field))
        if not certificate.not_valid_before_utc <= self._clock.now() <= certificate.not_valid_after_utc:
            raise _invalid("the certificate is not valid today")
        verify(certificate, signature, sha256)
        return Signed(value=signature, certificate=certificate.public_bytes(serialization.Encoding.DER))

    def _asked(self, sha256: bytes, reference: str) -> dict[str, Any]:
        """Blocks. Nothing of what the gateway says of its troubles is passed on but its status."""
        gateway = self._gateway
        said = dict(gateway.fixed) | {
            gateway.digest_field: base64.b64encode(sha256).decode(),
            gateway.algorithm_field: "SHA256",
            gateway.reference_field: reference,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": reference}
        try:
            headers |= {name: path.read_text("utf-8").strip() for name, path in gateway.header_files.items()}
            request = urllib.request.Request(  # noqa: S310 - scheme checked above
                gateway.url, json.dumps(said).encode(), headers
            )
            with urllib.request.urlopen(request, timeout=self._timeout) as reply:  # noqa: S310
                answer = json.loads(reply.read(_LONGEST))
        except urllib.error.HTTPError as error:
            raise _away(f"it answered {error.code}") from None
        except (OSError, ValueError) as error:
            raise _away(type(error).__name__) from None
        if not isinstance(answer, dict):
            raise _away("its answer is no JSON object")
        return answer


def verify(certificate: x509.Certificate, signature: bytes, sha256: bytes) -> None:
    """Raises Problem ``signature-invalid`` unless the certificate's key signed this digest (RSA, ECDSA)."""
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, sha256, ec.ECDSA(_SHA256))
        elif isinstance(key, rsa.RSAPublicKey):
            _verify_rsa(key, signature, sha256)
        else:
            raise _invalid("the certificate's key is neither RSA nor ECDSA")
    except InvalidSignature:
        raise _invalid("the signature is not over this file") from None


def _verify_rsa(key: rsa.RSAPublicKey, signature: bytes, sha256: bytes) -> None:
    """PKCS #1 v1.5, else PSS, as gateways differ."""
    try:
        key.verify(signature, sha256, padding.PKCS1v15(), _SHA256)
    except InvalidSignature:
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.AUTO)
        key.verify(signature, sha256, pss, _SHA256)


def _certificate(said: object) -> x509.Certificate:
    text = said.strip() if isinstance(said, str) else ""
    try:
        if text.startswith("-----BEGIN"):
            return x509.load_pem_x509_certificate(text.encode())
        return x509.load_der_x509_certificate(_bytes(text))
    except ValueError:
        raise _invalid("its certificate cannot be read") from None


def _bytes(said: object) -> bytes:
    try:
        return base64.b64decode(said if isinstance(said, str) else "!", validate=True)
    except binascii.Error:
        raise _invalid("a field of its answer is not base64") from None


def _away(why: str) -> Problem:
    return Problem(
        "signing-gateway-unavailable",
        Kind.UNAVAILABLE,
        f"The signing gateway cannot be used now ({why}). Nothing was signed here; try again.",
    )


def _invalid(why: str) -> Problem:
    return Problem(
        "signature-invalid",
        Kind.UNAVAILABLE,
        f"What the signing gateway answered is not kept: {why}. The operator looks at the gateway's settings.",
    )
