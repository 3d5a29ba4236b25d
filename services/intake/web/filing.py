"""``/nop-ho-so``: an applicant files online, step by step. Every step is kept as a draft, so nothing typed is lost.

who → documents → result → check → registered. Each step says at the field what is wrong; one may stop at any of them
and go on another day from ``/ho-so-cua-toi``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor
from intake.application import UseCases
from intake.application.drafts.draft import Draft, DraftContent
from intake.application.drafts.save_draft import SaveDraft, UpdateDraft
from intake.application.drafts.submit_draft import SubmitDraft
from intake.application.files.delete_file import DeleteFile
from intake.application.files.given import GivenDocument, submitted
from intake.application.register_dossier import REQUEST_MAX
from intake.domain import rights
from intake.domain.applicant import Applicant, check_applicant
from intake.domain.documents import require_complete
from intake.domain.procedures import Channel, ProcedureVersion
from intake.web import filled, uploads

HOME, DRAFTS, MINE = "/nop-ho-so", "/nop-ho-so/ban-nhap", "/ho-so-cua-toi"
STEPS = ("who", "documents", "result", "check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Steps of filing, on the use cases of drafts."""

    chrome: Chrome
    use_cases: UseCases
    ids: Ids

    async def begin(self, key: str, looking: Visitor) -> Response:
        """The first step, once somebody who may file is signed in. Nothing is kept yet."""
        version = self._version(key, looking)
        start = {"once": self.ids.new(), "language": looking.language, "kind": version.subjects[0].value}
        return await self._show("who", version, looking, Form.filled(start))

    async def first(self, key: str, looking: Visitor, form: Form) -> Response:
        """The first step sent: the draft begins with it, also when something is wrong with it."""
        version = self._version(key, looking)
        content = _filled("who", DraftContent(procedure=version.procedure, channel=Channel.ONLINE), form, version, {})
        save = SaveDraft(actor=looking.signed_in, content=content, idempotency=filled.once(form, "draft"))
        draft = await self.use_cases.drafts.save(save)
        return await self._after("who", draft, version, looking, form)

    async def resume(self, draft_id: str, looking: Visitor, step: str = "") -> Response:
        """A step of a draft as it was left; without a step the first that is not in order."""
        draft = (await self.use_cases.drafts.get(looking.signed_in, draft_id)).draft
        if draft.dossier_id is not None:
            return self.chrome.go(f"{MINE}/{draft.dossier_id}")
        version = self._version(draft.open_content().procedure, looking)
        if step not in STEPS:
            form = Form.filled(typed(draft.open_content()))
            step = next((each for each in STEPS if _wrong(each, form, version, looking, draft)), STEPS[-1])
            return self.chrome.go(f"{DRAFTS}/{draft.id}/{step}")
        return await self._show(step, version, looking, Form.filled(typed(draft.open_content())), draft)

    async def go_on(self, draft_id: str, step: str, looking: Visitor, form: Form) -> Response:
        """A step that was sent: kept first, then looked at."""
        draft = (await self.use_cases.drafts.get(looking.signed_in, draft_id)).draft
        if draft.dossier_id is not None:  # the last step, sent twice
            return self.chrome.go(f"{MINE}/{draft.dossier_id}", tell="filed")
        version = self._version(draft.open_content().procedure, looking)
        came = await uploads.taken(form, version, looking, self.use_cases)
        content = _filled(step, draft.open_content(), form, version, came.files)
        gone = form.text("go").removeprefix("remove:")
        removes = gone in content.files
        if removes:
            content = _without(content, gone)
        if content != draft.content:
            seen = form.count("version", 0, most=10**7) or None
            update = UpdateDraft(actor=looking.signed_in, draft_id=draft.id, content=content, if_version=seen)
            draft = await self.use_cases.drafts.save.update(update)
        if removes:
            await self.use_cases.files.delete(DeleteFile(actor=looking.signed_in, file_id=gone))
            return self.chrome.go(f"{DRAFTS}/{draft.id}/{step}")
        return await self._after(step, draft, version, looking, form.wrong(came.wrong))

    async def delete(self, draft_id: str, looking: Visitor) -> Response:
        await self.use_cases.drafts.end.delete(looking.signed_in, draft_id)
        return self.chrome.go(MINE, tell="draft-deleted")

    async def _after(
        self, step: str, draft: Draft, version: ProcedureVersion, looking: Visitor, form: Form
    ) -> Response:
        """Where one goes from a step that is kept."""
        place, go = STEPS.index(step), form.text("go")
        if form.errors:
            return await self._show(step, version, looking, form, draft, status=422)
        if go == "save":
            return self.chrome.go(MINE, tell="draft-saved")
        if go == "back":
            return self.chrome.go(f"{DRAFTS}/{draft.id}/{STEPS[max(0, place - 1)]}")
        if wrong := _wrong(step, form, version, looking, draft):
            return await self._show(step, version, looking, form.wrong(wrong), draft, status=422)
        if step != STEPS[-1]:
            return self.chrome.go(f"{DRAFTS}/{draft.id}/{STEPS[place + 1]}")
        return await self._file(draft, version, looking, form)

    async def _file(self, draft: Draft, version: ProcedureVersion, looking: Visitor, form: Form) -> Response:
        """However often it is sent, one dossier."""
        try:
            dossier = await self.use_cases.drafts.submit(SubmitDraft(actor=looking.signed_in, draft_id=draft.id))
        except Problem as problem:
            if not (wrong := filled.placed(problem, looking)):
                raise
            step = "documents" if "doc" in wrong else "who"
            shown = Form.filled(typed(draft.open_content())).wrong(wrong)
            return await self._show(step, version, looking, shown, draft, status=422)
        return self.chrome.go(f"{MINE}/{dossier.id}", tell="filed")

    def _version(self, key: str, looking: Visitor) -> ProcedureVersion:
        rights.may_register(looking.signed_in, Channel.ONLINE, self.use_cases.law.agency)
        version = self.use_cases.law.procedure(key, None)
        version.offer(Channel.ONLINE)
        return version

    async def _show(
        self,
        step: str,
        version: ProcedureVersion,
        looking: Visitor,
        form: Form,
        draft: Draft | None = None,
        *,
        status: int = 200,
    ) -> Response:
        content = draft.content if draft else None
        files = await uploads.known(content.files if content else (), looking.signed_in, self.use_cases)
        return self.chrome.page(
            "filing.html",
            looking,
            status=status,
            form=form,
            step=step,
            steps=STEPS,
            version=version,
            draft=draft,
            action=f"{DRAFTS}/{draft.id}/{step}" if draft else f"{HOME}/{version.procedure}",
            content=content,
            files={d.key: [files[i] for i in d.files if i in files] for d in (content.documents if content else ())},
            accept=uploads.ACCEPT,
            limit=version.limit_for(Channel.ONLINE),
            fee=version.fee_for(Channel.ONLINE),
        )


def typed(content: DraftContent) -> dict[str, str | tuple[str, ...]]:
    """A draft as a form shows it."""
    values: dict[str, str | tuple[str, ...]] = {"doc": tuple(document.key for document in content.documents)}
    values |= {f"quantity-{document.key}": str(document.quantity) for document in content.documents}
    if (who := content.applicant) is not None:
        plain = ("name", "identity_number", "address", "phone", "email", "language")
        values |= {"kind": who.kind.value, **{name: getattr(who, name) for name in plain}, **_deputy(who)}
    return {**values, "request": content.request, "result_by": (content.result_by or Channel.ONLINE).value}


def _deputy(who: Applicant) -> dict[str, str]:
    deputy = who.representative
    return {f"rep_{name}": getattr(deputy, name) for name in deputy.__slots__} if deputy else {}


def _filled(
    step: str, content: DraftContent, form: Form, version: ProcedureVersion, came: Mapping[str, tuple[str, ...]]
) -> DraftContent:
    """The draft with what was typed in a step; files that came are added to those that are there."""
    match step:
        case "who":
            return replace(content, applicant=filled.applicant(form))
        case "documents":
            kept = {document.key: document.files for document in content.documents}
            files = {d.key: (*kept.get(d.key, ()), *came.get(d.key, ())) for d in version.documents}
            return replace(content, documents=filled.documents(form, version, files))
        case "result":
            chosen = filled.channel(form, "result_by", Channel.ONLINE)
            return replace(content, result_by=chosen, request=form.text("request")[:REQUEST_MAX])
        case _:
            return content


def _without(content: DraftContent, file_id: str) -> DraftContent:
    """The draft without one of its files."""

    def left(document: GivenDocument) -> GivenDocument:
        return replace(document, files=tuple(each for each in document.files if each != file_id))

    return replace(content, documents=tuple(left(document) for document in content.documents))


def _wrong(step: str, form: Form, version: ProcedureVersion, looking: Visitor, draft: Draft) -> dict[str, str]:
    """What is wrong with a step, field by field."""
    content = draft.open_content()
    try:
        match step:
            case "who":
                check_applicant(content.who(), version)
            case "documents":
                require_complete(version, submitted(content.documents, version), Kind.INVALID)
            case "check" if form.text("confirm") != "yes":
                return {"confirm": looking.t("Hãy xác nhận thông tin đúng sự thật", "Confirm that it is all true")}
            case _:
                return {}
    except Problem as problem:
        return dict(filled.placed(problem, looking))
    return {}
