"""``/nop-ho-so``: an applicant files online, step by step. What was typed travels with the form until it is sent.

who → documents → result → check → registered. Going back loses nothing; each step says at the field what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from intake.application import RegisterDossier, UseCases
from intake.application.files.given import submitted
from intake.application.register_dossier import REQUEST_MAX
from intake.domain import rights
from intake.domain.applicant import check_applicant
from intake.domain.documents import require_complete
from intake.domain.procedures import Channel, ProcedureVersion
from intake.web import filled

STEPS = ("who", "documents", "result", "check")
_OWN = {
    "who": ("kind", "name", "identity_number", "address", "phone", "email", "language", "rep_name",
            "rep_identity_number", "rep_address", "rep_phone", "rep_email", "rep_authority"),
    "documents": ("doc",),
    "result": ("result_by", "request"),
    "check": ("confirm",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Steps of filing, on the use cases."""

    chrome: Chrome
    use_cases: UseCases
    ids: Ids

    def begin(self, key: str, looking: Visitor) -> Response:
        """The first step, once somebody who may file is signed in."""
        version = self._version(key, looking)
        start = {"once": self.ids.new(), "language": looking.language, "kind": version.subjects[0].value}
        return self._show("who", version, looking, Form.filled({**start, "result_by": Channel.ONLINE.value}))

    async def go_on(self, key: str, looking: Visitor, form: Form) -> Response:
        """The step after the one that was sent, or the same with what is wrong."""
        version = self._version(key, looking)
        step = form.text("step") if form.text("step") in STEPS else STEPS[0]
        place = STEPS.index(step)
        if form.text("go") == "back":
            return self._show(STEPS[max(0, place - 1)], version, looking, form)
        if wrong := _wrong(step, form, version, looking):
            return self._show(step, version, looking, form.wrong(wrong), status=422)
        if step != STEPS[-1]:
            return self._show(STEPS[place + 1], version, looking, form)
        return await self._file(version, looking, form)

    async def _file(self, version: ProcedureVersion, looking: Visitor, form: Form) -> Response:
        command = RegisterDossier(
            actor=looking.signed_in,
            procedure=version.procedure,
            channel=Channel.ONLINE,
            applicant=filled.applicant(form),
            documents=filled.documents(form, version),
            request=form.text("request"),
            result_by=filled.channel(form, "result_by", Channel.ONLINE),
            idempotency=filled.once(replace(form, values=_content(form)), "register"),
        )
        try:
            dossier = await self.use_cases.register(command)
        except Problem as problem:
            wrong = filled.placed(problem, looking)
            if not wrong:
                raise
            step = next((name for name, own in _OWN.items() if not wrong.keys().isdisjoint(own)), STEPS[0])
            return self._show(step, version, looking, form.wrong(wrong), status=422)
        return self.chrome.go(f"/ho-so-cua-toi/{dossier.id}", tell="filed")

    def _version(self, key: str, looking: Visitor) -> ProcedureVersion:
        rights.may_register(looking.signed_in, Channel.ONLINE, self.use_cases.law.agency)
        version = self.use_cases.law.procedure(key, None)
        version.offer(Channel.ONLINE)
        return version

    def _show(
        self, step: str, version: ProcedureVersion, looking: Visitor, form: Form, *, status: int = 200
    ) -> Response:
        own = {*_OWN[step], "step", "go", "once"}
        if step == "documents":
            own |= {name for name in form.values if name.startswith("quantity-")}
        carried = [(name, value) for name, values in form.values.items() if name not in own for value in values]
        return self.chrome.page(
            "filing.html",
            looking,
            status=status,
            form=form,
            step=step,
            steps=STEPS,
            version=version,
            carried=carried,
            documents=filled.documents(form, version),
            applicant=filled.applicant(form),
            limit=version.limit_for(Channel.ONLINE),
            fee=version.fee_for(Channel.ONLINE),
        )


def add_to(made: APIRouter, chrome: Chrome, use_cases: UseCases, ids: Ids) -> None:
    filing = Filing(chrome=chrome, use_cases=use_cases, ids=ids)

    @made.get("/nop-ho-so/{key}")
    async def filing_page(key: str, looking: VisitorDep) -> Response:
        return filing.begin(key, looking)

    @made.post("/nop-ho-so/{key}")
    async def filing_sent(request: Request, key: str, looking: VisitorDep) -> Response:
        form = await chrome.sent(request, looking)
        return await filing.go_on(key, looking, form)


def _content(form: Form) -> dict[str, tuple[str, ...]]:
    """What makes two filings the same: not which button was pressed."""
    return {name: values for name, values in form.values.items() if name not in ("step", "go", "confirm")}


def _wrong(step: str, form: Form, version: ProcedureVersion, looking: Visitor) -> dict[str, str]:
    """What is wrong with a step, field by field."""
    try:
        match step:
            case "who":
                check_applicant(filled.applicant(form), version)
            case "documents":
                require_complete(version, submitted(filled.documents(form, version), version), Kind.INVALID)
            case "result" if len(form.text("request")) > REQUEST_MAX:
                return {"request": looking.t("Tối đa 2.000 ký tự", "At most 2,000 characters")}
            case "check" if form.text("confirm") != "yes":
                return {"confirm": looking.t("Hãy xác nhận thông tin đúng sự thật", "Confirm that it is all true")}
            case _:
                return {}
    except Problem as problem:
        return dict(filled.placed(problem, looking))
    return {}
