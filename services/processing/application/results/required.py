"""Where the law wants a signed file, no result is issued without one."""

from __future__ import annotations

from processing.application.ports import Transaction
from processing.domain.case import Case
from processing.domain.results import check_signed
from processing.domain.vocabulary import Outcome

EVERY = "*"


class SignatureRule:
    """procedures: keys of those whose granted results are issued signed; ``*``: all. Others cost nothing."""

    def __init__(self, procedures: frozenset[str] = frozenset()) -> None:
        self._procedures = procedures

    async def check(self, tx: Transaction, case: Case) -> None:
        """case: as it would be. Raises Problem ``signed-result-required``."""
        is_granted = case.decision is not None and case.decision.outcome is Outcome.GRANTED
        if case.issued_at is None or not is_granted:
            return
        if EVERY in self._procedures or case.dossier.procedure_key in self._procedures:
            check_signed(await tx.results.of(case.id))
