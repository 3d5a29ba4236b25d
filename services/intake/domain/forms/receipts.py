"""Form 01 as it is printed: the receipt with its heading and the address of its tracking page."""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.forms.heading import Heading
from intake.domain.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSheet:
    """tracking: address that the QR code holds, with the secret. page: the tracking page, to be typed in."""

    heading: Heading
    receipt: Receipt
    tracking: str
    page: str
