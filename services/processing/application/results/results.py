"""The use cases about result files, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.ports import Reading, UnitOfWork
from processing.application.reading import GetCaseHandler
from processing.application.result_ports import Contents, Signing
from processing.application.results.attach_result import AttachResultHandler
from processing.application.results.read_results import ReadResultsHandler
from processing.application.results.sign_result import SignResultHandler

MOST_BYTES = 50 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cabinet:
    """Where result files are, how large one may be, who signs them, and for which procedures they must be signed."""

    contents: Contents
    signing: Signing
    most_bytes: int = MOST_BYTES
    signed_procedures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultUseCases:
    """See ``application.results`` for what each is."""

    attach: AttachResultHandler
    sign: SignResultHandler
    read: ReadResultsHandler
    most_bytes: int

    @classmethod
    def on(
        cls,
        unit_of_work: UnitOfWork,
        reading: Reading,
        get_case: GetCaseHandler,
        *,
        cabinet: Cabinet,
        clock: Clock,
        ids: Ids,
    ) -> Self:
        contents, signing = cabinet.contents, cabinet.signing
        return cls(
            attach=AttachResultHandler(unit_of_work, reading, contents, clock, ids, most_bytes=cabinet.most_bytes),
            sign=SignResultHandler(unit_of_work, reading, signing, clock),
            read=ReadResultsHandler(reading, get_case, contents),
            most_bytes=cabinet.most_bytes,
        )
