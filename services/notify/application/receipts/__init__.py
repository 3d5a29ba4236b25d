"""What providers report about messages they took.

TakeReceipt     delivered, read, or failed after all     POST /v1/receipts/{gateway}
"""

from notify.application.receipts.take_receipt import Report, TakeReceiptHandler

__all__ = ["Report", "TakeReceiptHandler"]
