"""The accounts of dossiers in SQL: what was asked for, what was paid. Written only where something changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history.covered import Written
from intake.domain.fees.accounts import (
    Account,
    Exemption,
    Payable,
    PayableKind,
    Payment,
    PaymentMethod,
    Undoing,
    UndoneBy,
)
from intake.domain.fees.paying import ReceiptNumberTaken
from intake.store.history import PAYABLES, PAYMENTS
from intake.store.sealed_text import seal_text, unseal_text
from intake.store.sealing_keys import Sealing
from intake.store.tables import payables, payments

# Built once: making a statement costs more than sending it.
_PAYABLES = select(payables).where(payables.c.dossier_id == bindparam("dossier")).order_by(payables.c.ordinal)
_PAYMENTS = select(payments).where(payments.c.dossier_id == bindparam("dossier")).order_by(payments.c.ordinal)
_BY_NUMBER = select(payments).where(
    payments.c.method == bindparam("wanted_method"),
    payments.c.receipt_number == bindparam("wanted_number"),
    payments.c.cancelled_at.is_(None),
)
_ASK = insert(payables)
_CHANGE_PAYABLE = (
    update(payables)
    .where(payables.c.dossier_id == bindparam("of_dossier"), payables.c.key == bindparam("wanted"))
    .values({c.name: bindparam(c.name) for c in payables.c if c.name not in ("dossier_id", "key", "ordinal")})
)
_PAY = {
    dialect: insert_for(payments).on_conflict_do_nothing()
    for dialect, insert_for in (("postgresql", postgresql_insert), ("sqlite", sqlite_insert))
}
_UNDO = (
    update(payments)
    .where(payments.c.id == bindparam("wanted"))
    .values({name: bindparam(name) for name in ("refunded_at", "cancelled_at", "undone_by")})
)


class SqlAccounts:
    """Fulfils ``ports.Accounts``. Whoever changes an account holds the lock of its dossier."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing, written: Written) -> None:
        self._connection = connection
        self._sealer = sealer
        self._written = written

    async def of(self, dossier_id: str) -> Account:
        return await account_of(self._connection, dossier_id, self._sealer)

    async def keep(self, dossier_id: str, before: Account, after: Account) -> None:
        for ordinal, payable in enumerate(after.payables):
            if payable not in before.payables[ordinal : ordinal + 1]:
                await self._keep_payable(payable, dossier_id, ordinal, is_new=ordinal >= len(before.payables))
        for ordinal, payment in enumerate(after.payments):
            if payment not in before.payments[ordinal : ordinal + 1]:
                await self._keep_payment(payment, dossier_id, ordinal, is_new=ordinal >= len(before.payments))

    async def payment(self, method: PaymentMethod, receipt_number: str) -> tuple[str, Payment] | None:
        wanted = {"wanted_method": method, "wanted_number": receipt_number}
        row = (await self._connection.execute(_BY_NUMBER, wanted)).one_or_none()
        return None if row is None else (row.dossier_id, _payment_of(row))

    async def _keep_payable(self, payable: Payable, dossier_id: str, ordinal: int, *, is_new: bool) -> None:
        row = _payable_row(dossier_id, payable, self._sealer)
        whole = row | {"dossier_id": dossier_id, "ordinal": ordinal}
        if is_new:
            await self._connection.execute(_ASK, whole)
        else:
            wanted = {"of_dossier": dossier_id, "wanted": row.pop("key")}
            await self._connection.execute(_CHANGE_PAYABLE, row | wanted)
        self._written.note(PAYABLES, [whole])

    async def _keep_payment(self, payment: Payment, dossier_id: str, ordinal: int, *, is_new: bool) -> None:
        undone = _undone_row(payment.undone)
        row = {name: getattr(payment, name) for name in _PAYMENT_FIELDS} | undone
        row |= {"dossier_id": dossier_id, "ordinal": ordinal}
        if not is_new:
            await self._connection.execute(_UNDO, undone | {"wanted": payment.id})
        # Two dossiers that claim one receipt at the same moment: the index lets one through.
        elif (await self._connection.execute(_PAY[self._connection.dialect.name], row)).rowcount != 1:
            raise ReceiptNumberTaken
        self._written.note(PAYMENTS, [row])


async def account_of(connection: AsyncConnection, dossier_id: str, sealer: Sealing) -> Account:
    """The account of a dossier, read on any connection."""
    asked = (await connection.execute(_PAYABLES, {"dossier": dossier_id})).all()
    paid = (await connection.execute(_PAYMENTS, {"dossier": dossier_id})).all() if asked else ()
    return Account(
        payables=tuple([_payable_of(row, sealer) for row in asked]),
        payments=tuple(map(_payment_of, paid)),
    )


def payable_context(dossier_id: str, key: str, column: str) -> str:
    """What a sealed text of a payable is bound to."""
    return f"payables:{dossier_id}:{key}:{column}"


_PAYMENT_FIELDS = (
    "id",
    "payable",
    "amount_vnd",
    "method",
    "receipt_number",
    "paid_at",
    "recorded_at",
    "recorded_by",
)
_PAYABLE_FIELDS = (
    "key",
    "kind",
    "amount_vnd",
    "note",
    "asked_at",
    "pay_by_at",
    "first_due_at",
    "settled_at",
)


def _payable_row(dossier_id: str, payable: Payable, sealer: Sealing) -> dict[str, Any]:
    granted = payable.exemption
    return {name: getattr(payable, name) for name in _PAYABLE_FIELDS} | {
        "note": seal_text(payable.note, sealer, payable_context(dossier_id, payable.key, "note")),
        "exempted_at": granted and granted.granted_at,
        "exempted_by": granted and granted.granted_by,
        "exemption_ref": granted and granted.legal_ref,
    }


def _payable_of(row: Any, sealer: Sealing) -> Payable:
    values = {name: getattr(row, name) for name in _PAYABLE_FIELDS}
    values["note"] = unseal_text(row.note, sealer, payable_context(row.dossier_id, row.key, "note"))
    granted = row.exempted_at and Exemption(
        granted_at=row.exempted_at,
        granted_by=row.exempted_by,
        legal_ref=row.exemption_ref,
    )
    return Payable(**values | {"kind": PayableKind(row.kind), "exemption": granted})


def _undone_row(undone: Undoing | None) -> dict[str, Any]:
    at = {undone.how: undone.at} if undone else {}
    return {
        "refunded_at": at.get(UndoneBy.REFUND),
        "cancelled_at": at.get(UndoneBy.CANCELLATION),
        "undone_by": undone and undone.by,
    }


def _payment_of(row: Any) -> Payment:
    values = {name: getattr(row, name) for name in _PAYMENT_FIELDS}
    at = row.refunded_at or row.cancelled_at
    how = UndoneBy.REFUND if row.refunded_at else UndoneBy.CANCELLATION
    undone = at and Undoing(how=how, at=at, by=row.undone_by)
    return Payment(**values | {"method": PaymentMethod(row.method), "undone": undone})
