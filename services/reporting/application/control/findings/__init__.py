"""Findings: recorded and judged by the control team, answered by the head of the division."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from reporting.application.control.acting import Acting, Looking
from reporting.application.control.findings.answer_finding import AnswerFinding
from reporting.application.control.findings.judge_finding import AcceptAnswer, ReturnAnswer, WithdrawFinding
from reporting.application.control.findings.record_finding import RecordFinding
from reporting.application.control.ports import Law


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    record: RecordFinding
    answer: AnswerFinding
    accept: AcceptAnswer
    send_back: ReturnAnswer
    withdraw: WithdrawFinding

    @classmethod
    def on(cls, acting: Acting, looking: Looking, law: Law) -> Self:
        return cls(
            record=RecordFinding(acting=acting, looking=looking, law=law),
            answer=AnswerFinding(acting=acting),
            accept=AcceptAnswer(acting=acting),
            send_back=ReturnAnswer(acting=acting, law=law),
            withdraw=WithdrawFinding(acting=acting),
        )
