"""``/quay/tiep-nhan``: a dossier is taken in at the counter: who, which papers, and exactly one outcome.

accepted (form 01) | further documents asked for, everything at once (form 02) | refused with a reason (form 03)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from intake.application import (
    AcceptDossier,
    Change,
    RefuseDossier,
    RegisterDossier,
    RequestSupplement,
    UseCases,
)
from intake.application.files.given import submitted
from intake.domain.applicant import check_applicant
from intake.domain.documents import missing, require_complete
from intake.domain.dossier import Dossier
from intake.domain.procedures import Channel, ProcedureVersion
from intake.web import filled, uploads
from intake.web.catalogue import fits
from intake.web.desk import HOME, receptionist

OUTCOMES = ("accept", "request", "refuse")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingIn:
    chrome: Chrome
    use_cases: UseCases
    ids: Ids

    def choose(self, looking: Visitor, q: str) -> Response:
        receptionist(looking)
        known = self.use_cases.law.procedures(None)
        found = sorted((v for v in known if fits(v, q, "", "")), key=lambda version: (version.field, version.name))
        return self.chrome.page("take_in_choose.html", looking, form=Form.filled({"q": q}), found=found)

    def begin(self, key: str, looking: Visitor) -> Response:
        version = self._version(key, looking)
        start = {"once": self.ids.new(), "kind": version.subjects[0].value, "outcome": "accept", "sets": "1"}
        return self._show(version, looking, Form.filled({**start, "channel": "counter", "result_by": "counter"}))

    async def decide(self, key: str, looking: Visitor, form: Form) -> Response:
        """Registers, then does the one thing that was chosen; sent twice, it does so once."""
        version = self._version(key, looking)
        if wrong := _wrong(form, version, looking):
            return self._show(version, looking, form.wrong(wrong), status=422)
        came = await uploads.taken(form, version, looking, self.use_cases)
        if came.wrong:
            return self._show(version, looking, form.wrong(came.wrong), status=422)
        dossier = await self._register(version, looking, form, came.files)
        told = await self._outcome(dossier, version, looking, form)
        return self.chrome.go(f"{HOME}/{dossier.id}", tell=told)

    async def _register(
        self, version: ProcedureVersion, looking: Visitor, form: Form, files: Mapping[str, tuple[str, ...]]
    ) -> Dossier:
        command = RegisterDossier(
            actor=receptionist(looking),
            procedure=version.procedure,
            channel=_channel(form),
            applicant=filled.applicant(form),
            documents=filled.documents(form, version, files),
            request=form.text("request"),
            sets=form.count("sets", 1, most=99),
            result_by=filled.channel(form, "result_by", Channel.COUNTER),
            is_incomplete=form.text("outcome") != "accept",
            idempotency=filled.once(form, "register"),
        )
        return await self.use_cases.register(command)

    async def _outcome(self, dossier: Dossier, version: ProcedureVersion, looking: Visitor, form: Form) -> str:
        outcome = form.text("outcome")
        change = Change(actor=receptionist(looking), dossier_id=dossier.id, idempotency=filled.once(form, outcome))
        match outcome:
            case "accept":
                await self.use_cases.accept(AcceptDossier(change=change))
                return "accepted"
            case "request":
                lines = _lacking(form, version)
                command = RequestSupplement(change=change, documents=lines, reason=form.text("reason"))
                await self.use_cases.request_supplement(command)
                return "requested"
            case _:
                await self.use_cases.refuse(RefuseDossier(change=change, reason=form.text("reason")))
                return "refused"

    def _version(self, key: str, looking: Visitor) -> ProcedureVersion:
        receptionist(looking)
        return self.use_cases.law.procedure(key, None)

    def _show(self, version: ProcedureVersion, looking: Visitor, form: Form, *, status: int = 200) -> Response:
        offered = [offer.channel for offer in version.channels if offer.channel is not Channel.ONLINE]
        return self.chrome.page(
            "take_in.html",
            looking,
            status=status,
            form=form,
            version=version,
            offered=offered,
            accept=uploads.ACCEPT,
        )


def add_to(made: APIRouter, taking_in: TakingIn) -> None:
    @made.get(HOME + "/tiep-nhan")
    async def take_in_choice_page(looking: VisitorDep, q: str = "") -> Response:
        return taking_in.choose(looking, q[:100])

    @made.get(HOME + "/tiep-nhan/{key}")
    async def take_in_page(key: str, looking: VisitorDep) -> Response:
        return taking_in.begin(key, looking)

    @made.post(HOME + "/tiep-nhan/{key}", max_body_size=uploads.MOST_BYTES)
    async def taken_in(request: Request, key: str, looking: VisitorDep) -> Response:
        receptionist(looking)
        uploads.patience(request)
        form = await taking_in.chrome.sent(request, looking, files=100)
        return await taking_in.decide(key, looking, form)


def _channel(form: Form) -> Channel:
    chosen = filled.channel(form, "channel", Channel.COUNTER)
    return Channel.COUNTER if chosen is Channel.ONLINE else chosen


def _lacking(form: Form, version: ProcedureVersion) -> tuple[str, ...]:
    """What is asked for: the required papers that were not ticked, and what the officer wrote, a line each."""
    absent = missing(version, submitted(filled.documents(form, version), version))
    more = (line.strip() for line in form.text("more").splitlines())
    return (*(requirement.key for requirement in absent), *(line for line in more if line))


def _wrong(form: Form, version: ProcedureVersion, looking: Visitor) -> dict[str, str]:
    """Everything that is wrong, at once, before anything is stored."""
    wrong: dict[str, str] = {}
    checks: list[Callable[[], None]] = [lambda: check_applicant(filled.applicant(form), version)]
    if form.text("outcome") == "accept":
        given = submitted(filled.documents(form, version), version)
        checks.append(lambda: require_complete(version, given, Kind.INVALID))
    for check in checks:
        try:
            check()
        except Problem as problem:
            wrong |= filled.placed(problem, looking)
    return wrong | _outcome_wrong(form, version, looking)


def _outcome_wrong(form: Form, version: ProcedureVersion, looking: Visitor) -> dict[str, str]:
    outcome, reason = form.text("outcome"), form.text("reason")
    wrong: dict[str, str] = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = looking.t("Chọn đúng một kết quả tiếp nhận", "Choose exactly one outcome")
    if outcome in ("request", "refuse") and not 1 <= len(reason) <= 2000:
        wrong["reason"] = looking.t("Ghi lý do, tối đa 2.000 ký tự", "Give the reason, up to 2,000 characters")
    if outcome == "request" and not _lacking(form, version):
        wrong["more"] = looking.t("Nêu giấy tờ cần bổ sung", "Name what is missing")
    return wrong
