"""Sign a result file: the gateway signs its digest, outside of any transaction; then the version is a signed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.kernel.clock import Clock
from processing.application.changing import Asked, entitled_to_read, keep, open_case
from processing.application.ports import Reading, UnitOfWork
from processing.application.result_ports import Signed, Signing
from processing.domain.case import Change
from processing.domain.results import ResultFile, Signature, attached, check_sign, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class SignResult:
    asked: Asked
    dossier_id: str
    result_id: str


class SignResultHandler:
    """Asking again is safe: a signed version stays as it is, one whose signature got lost on the way is signed anew."""

    def __init__(self, unit_of_work: UnitOfWork, reading: Reading, signing: Signing, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._signing = signing
        self._clock = clock

    async def __call__(self, command: SignResult) -> ResultFile:
        """The version, signed. Problems: those of ``open_case`` and ``Signing``, ``signature-not-allowed``,
        ``result-unknown``."""
        await entitled_to_read(
            self._reading,
            command.asked.actor,
            command.dossier_id,
            name="sign-result",
            right=check_sign,
            now=self._clock.now(),
        )
        result = _named(await self._reading.results.of(command.dossier_id), command.result_id)
        if result.is_signed:
            return result
        signed = await self._signing.sign(bytes.fromhex(result.sha256), reference=result.id)
        return await self._kept(command, signed)

    async def _kept(self, command: SignResult, signed: Signed) -> ResultFile:
        now = self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="sign-result", right=check_sign, dossier_id=command.dossier_id
            )
            result = _named(await tx.results.of(command.dossier_id), command.result_id)
            if result.is_signed or opened.was_done:
                return result
            signature = Signature(
                officer=command.asked.actor.subject, signed_at=now, value=signed.value, certificate=signed.certificate
            )
            result = result.signed(signature)
            await tx.results.save_signature(result)
            await keep(tx, opened, Change(case=opened.case, facts=(attached(opened.case, result, now),)))
        return result


def _named(results: Sequence[ResultFile], result_id: str) -> ResultFile:
    found = next((result for result in results if result.id == result_id), None)
    if found is None:
        raise unknown(result_id)
    return found
