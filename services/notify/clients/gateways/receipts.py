"""What a provider posts to us, proven and read as its description says."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

import orjson

from chassis.kernel.errors import Kind, Problem
from notify.application.receipts import Report
from notify.clients.gateways import pointers
from notify.clients.gateways.description import Gateway, Receipts
from notify.domain.delivery import Receipt


class ReceiptReader:
    """For all gateways that send receipts."""

    def __init__(self, gateways: Iterable[Gateway]) -> None:
        self._says = {each.name: each.receipts for each in gateways if each.receipts is not None}

    def __call__(self, gateway: str, headers: Mapping[str, str], body: bytes) -> Report:
        """Raises Problem ``gateway-unknown``, ``receipt-unproven``, ``receipt-unreadable``."""
        says = self._says.get(gateway)
        if says is None:
            raise Problem("gateway-unknown", Kind.NOT_FOUND, "No gateway of this name sends receipts here.")
        if not _proven(says, headers, body):
            raise Problem("receipt-unproven", Kind.UNAUTHENTICATED, "The signature or the secret is not right.")
        try:
            document = orjson.loads(body)
        except orjson.JSONDecodeError:
            document = None
        receipt_id = pointers.found(document, says.id)
        if not receipt_id:
            raise Problem("receipt-unreadable", Kind.INVALID, f"A receipt is JSON with the message's id at {says.id}.")
        return Report(
            gateway=gateway, receipt_id=receipt_id, receipt=_state(says, pointers.found(document, says.state))
        )


def _proven(says: Receipts, headers: Mapping[str, str], body: bytes) -> bool:
    """Compared in constant time. A secret that cannot be read proves nothing."""
    try:
        secret = says.secret.read_bytes().strip()
    except OSError:
        return False
    if not secret:
        return False
    if says.secret_header:
        return hmac.compare_digest(headers.get(says.secret_header, "").encode(), secret)
    signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
    given = headers.get(says.signature_header, "").removeprefix("sha256=").lower()
    return hmac.compare_digest(given.encode(), signature.encode())


def _state(says: Receipts, word: str) -> Receipt:
    for receipt, words in (
        (Receipt.DELIVERED, says.delivered),
        (Receipt.READ, says.read),
        (Receipt.FAILED, says.failed),
    ):
        if word in words:
            return receipt
    return Receipt.NONE
