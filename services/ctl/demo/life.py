"""One dossier's life: each method is one thing that somebody does at a counter or a desk.

A method does its work through the public API as the account whose work it is, and says what follows and when.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial

from chassis.kernel.worktime import Limit, Unit, WorkCalendar, add, working_seconds
from ctl.client import Api, Json, Refused
from ctl.demo.filings import filing
from ctl.demo.opinions import Manner, Wish, wishes
from ctl.demo.scenario import Fate, Story

APPLICANT, COUNTERS, LEADER = "dn.mau.1", ("cb.motcua.1", "cb.motcua.2"), "ld.ban.1"
PLATFORM = ""  # whoever reports what banks have taken in: the token of a service, no account of a person
DAY_SECONDS = 28_800
OPEN = ("unassigned", "assigned")
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Something to be done at an instant."""

    at: datetime
    do: Callable[[datetime], Awaitable[list[Plan]]]


class Life:
    """The story of one dossier, told by calling the methods in turn; ``ended`` once nothing more will happen."""

    def __init__(self, story: Story, procedure: Json, api: Api, calendar: WorkCalendar, seed: int) -> None:
        self.story = story
        self.ended = False
        self._procedure = procedure
        self._api = api
        self._calendar = calendar
        self._key = f"demo-{seed}-{story.number}"
        self._id = ""
        self._counter = COUNTERS[story.number % len(COUNTERS)]
        self._asked = False
        self._at_work: set[str] = set()  # the steps that somebody has
        self._wishes = wishes(seed, story.number, story.department)

    async def file(self, now: datetime) -> list[Plan]:
        """The applicant files online, or a receptionist registers what came by hand or by post."""
        account = APPLICANT if self.story.channel == "online" else self._counter
        body = filing(self.story, self._procedure)
        dossier = await self._api.post("/v1/dossiers", account, body, key=f"{self._key}-file")
        self._id = dossier["id"]
        minutes = 90 if self.story.channel == "online" else 15
        return [Plan(self._after(now, minutes * 60), self._receive)]

    async def _receive(self, now: datetime) -> list[Plan]:
        if self.story.fate is Fate.REFUSED_AT_COUNTER:
            reason = {"reason": "Hồ sơ không thuộc thẩm quyền giải quyết của Ban Quản lý (mẫu trình diễn)."}
            await self._dossier("refusal", self._counter, reason)
            self.ended = True
            return []
        await self._dossier("acceptance", self._counter)
        return [Plan(now, self._begin)]  # after everybody else's work of this moment: the case is open by then

    async def _begin(self, now: datetime) -> list[Plan]:
        case = await self._until("/v1/cases/" + self._id, self._counter, lambda case: bool(case["tasks"]))
        plans = await self._go_on(case["tasks"], now)
        if self.story.fate is Fate.WITHDRAWN:
            plans.append(Plan(self._after(now, DAY_SECONDS), self._withdraw))
        return plans

    async def _go_on(self, tasks: list[Json], now: datetime) -> list[Plan]:
        """Every step that opened gets its officer, side by side; once nobody has one, the result is collected."""
        opened = [task for task in tasks if task["state"] in OPEN and task["id"] not in self._at_work]
        self._at_work |= {task["id"] for task in opened}
        if not self._at_work:
            return [Plan(self._after(now, DAY_SECONDS // 2), self._collect)]
        taken = [await self._take(task, now) for task in opened]
        return [
            *taken,
            *[plan for task, own in zip(opened, taken, strict=True) for plan in await self._consult(task, own.at, now)],
        ]

    async def _take(self, task: Json, now: datetime) -> Plan:
        """The step's officer is named, and works for his pace's share of its budget."""
        who, officer = self._assignment(task)
        if not (task["step"]["decides"] and who == officer):  # deciding takes the step
            await self._api.post(f"/v1/tasks/{task['id']}/assignment", who, {"officer": officer})
        opened, due = (datetime.fromisoformat(task[name]) for name in ("opened_at", "due_at"))
        budget = max(working_seconds(self._calendar, opened, due), 0)
        work = int(budget * self.story.pace)
        if self.story.fate is Fate.SUPPLEMENT and task["role"] == "specialist" and not self._asked:
            self._asked = True
            return Plan(self._after(now, work * 2 // 5), partial(self._ask, task, officer, work * 3 // 5))
        return Plan(self._after(now, work), partial(self._finish, task, officer))

    async def _consult(self, task: Json, ready_at: datetime, now: datetime) -> list[Plan]:
        """The first specialist of the lead department asks others, each until a share of his own time has passed."""
        if task["role"] != "specialist" or task["department"] != self.story.department or not self._wishes:
            return []
        asked, self._wishes = self._wishes, []
        work = working_seconds(self._calendar, now, ready_at)
        due = [self._after(now, int(work * wish.share)) for wish in asked]
        if min(due) <= now:
            return []
        body = {
            "question": "Đề nghị cho ý kiến về nội dung thuộc lĩnh vực quản lý của phòng (mẫu trình diễn).",
            "consultees": [
                {"consultee": wish.department, "due_at": at.isoformat(), "later_reason": "Theo khối lượng hồ sơ (mẫu)."}
                for wish, at in zip(asked, due, strict=True)
            ],
        }
        officer = self._assignment(task)[1]
        made = await self._api.post(f"/v1/cases/{self._id}/consultations", officer, body)
        return [
            Plan(self._after(now, int(work * wish.share * wish.answered)), partial(self._opine, item["id"], wish))
            for item, wish in zip(made["items"], asked, strict=True)
            if wish.manner is not Manner.SILENT
        ]

    async def _opine(self, consultation_id: str, wish: Wish, _: datetime) -> list[Plan]:
        slug = wish.department.replace("-", "")
        said = {"opinion": wish.opinion, "text": "Ý kiến của phòng (mẫu trình diễn)."}
        try:
            await self._api.post(f"/v1/consultations/{consultation_id}/answer", f"cv.{slug}.1", said)
        except Refused as refusal:
            if refusal.status != 409:  # decided or withdrawn in the meantime
                raise
        return []

    async def _finish(self, task: Json, officer: str, now: datetime) -> list[Plan]:
        if self.ended:
            return []
        try:
            opened = await self._done(task, officer)
        except Refused as refusal:
            if refusal.slug != "complete-not-allowed":
                raise
            # A colleague has asked the applicant for something: what is ready waits with the case.
            return [Plan(self._after(now, DAY_SECONDS // 2), partial(self._finish, task, officer))]
        self._at_work.discard(task["id"])
        return await self._go_on(opened, now)

    async def _done(self, task: Json, officer: str) -> list[Json]:
        """The step completed, or the case decided; what opened by it."""
        if not task["step"]["decides"]:
            answer = await self._api.post(f"/v1/tasks/{task['id']}/completion", officer, {})
            opened: list[Json] = answer["opened"]
            return opened
        refused = self.story.fate is Fate.REFUSED_AFTER_APPRAISAL
        decision = {"outcome": "refused", "reason": "Không đủ điều kiện (mẫu)."} if refused else {"outcome": "granted"}
        decision["despite_consultations"] = "Đã đủ căn cứ để quyết định (mẫu)."  # kept only if one is still awaited
        case = await self._api.post(f"/v1/cases/{self._id}/decision", officer, decision)
        tasks: list[Json] = case["tasks"]
        return tasks

    async def _ask(self, task: Json, officer: str, work_left: int, now: datetime) -> list[Plan]:
        documents = [self._procedure["documents"][0]["name"]]
        body = {"documents": documents, "reason": "Tài liệu chưa đủ thông tin để thẩm định (mẫu trình diễn)."}
        try:
            await self._api.post(f"/v1/cases/{self._id}/supplement-requests", officer, body)
        except Refused as refusal:
            if refusal.slug != "supplement-limit-reached":
                raise
            return [Plan(self._after(now, work_left), partial(self._finish, task, officer))]
        answer = partial(self._supplement, task, officer, work_left)
        return [Plan(self._after(now, self.story.supplement_days * DAY_SECONDS), answer)]

    async def _supplement(self, task: Json, officer: str, work_left: int, now: datetime) -> list[Plan]:
        url, key = "/v1/dossiers/" + self._id, self._procedure["documents"][0]["key"]
        dossier = await self._until(url, self._counter, lambda dossier: dossier["state"] != "in_progress")
        if dossier["state"] != "awaiting_supplement":
            self.ended = True
            return []
        await self._dossier("supplements", self._counter, {"documents": [{"key": key}]})
        await self._until("/v1/cases/" + self._id, self._counter, lambda case: not case["is_paused"])
        return [Plan(self._after(now, work_left), partial(self._finish, task, officer))]

    async def _withdraw(self, _: datetime) -> list[Plan]:
        try:
            account = APPLICANT if self.story.channel == "online" else self._counter
            await self._dossier("withdrawal", account, {"reason": "Người nộp rút hồ sơ (mẫu)."})
        except Refused as refusal:
            if refusal.status != 409:  # decided before: too late to withdraw
                raise
            return []
        self.ended = True
        return []

    async def _collect(self, now: datetime) -> list[Plan]:
        url = "/v1/dossiers/" + self._id
        await self._until(url, self._counter, lambda dossier: dossier["state"] in {"result_ready", "collected"})
        await self._pay()
        # A signed file that is wanted online is with the applicant as soon as nothing is owed.
        if (await self._api.get(url, self._counter))["state"] == "result_ready":
            await self._dossier("collection", self._counter)
        if self.story.channel == "online":
            return [Plan(now + timedelta(hours=1), self._rate)]
        self.ended = True
        return []

    async def _pay(self) -> None:
        """What is owed, before the result is handed over: in cash, or three times in four online by those who file so.
        The receipts are numbered by dossier."""
        fees = await self._api.get(f"/v1/dossiers/{self._id}/fees", self._counter)
        is_online = self.story.channel == "online" and self.story.number % 4 > 0 and self._api.has_token
        account, method = (PLATFORM, "online") if is_online else (self._counter, "cash")
        for payable in fees["payables"]:
            if payable["owed_vnd"]:
                paid = {"amount_vnd": payable["owed_vnd"], "method": method, "payable": payable["key"]}
                receipt = {"receipt_number": f"{self._key}-{payable['key'][:9]}"}
                await self._dossier("payments", account, paid | receipt)

    async def _rate(self, _: datetime) -> list[Plan]:
        await self._dossier("rating", APPLICANT, {"rating": self.story.rating})
        self.ended = True
        return []

    async def _dossier(self, action: str, account: str, body: Json | None = None) -> Json:
        return await self._api.post(f"/v1/dossiers/{self._id}/{action}", account, body, key=f"{self._key}-{action}")

    async def _until(self, path: str, account: str, true: Callable[[Json], bool]) -> Json:
        """Reads until what another service does has come about: it does so within moments."""
        waited, pause = 0.0, 0.05
        while True:
            try:
                found = await self._api.get(path, account)
                if true(found):
                    return found
            except Refused as refusal:
                if refusal.status != 404:
                    raise
            if waited > PATIENCE_SECONDS:
                raise TimeoutError(f"{path} did not become what it should within {PATIENCE_SECONDS:.0f} s")
            await asyncio.sleep(pause)
            waited += pause
            pause = min(pause * 1.5, 0.5)

    def _assignment(self, task: Json) -> tuple[str, str]:
        """(who assigns, to whom): the department's head to his specialist; everybody else takes it himself."""
        department, slug = task["department"], task["department"].replace("-", "")
        match task["role"]:
            case "specialist" if department == self.story.department:
                number = self.story.officer % 3 + 1 if task["step"]["decides"] else self.story.officer
                return f"tp.{slug}", f"cv.{slug}.{number}"
            case "specialist":
                taker = f"cv.{slug}.1"
            case "department_head":
                taker = f"tp.{slug}"
            case _:
                taker = LEADER
        return taker, taker

    def _after(self, now: datetime, seconds: int) -> datetime:
        """So much working time later."""
        if seconds <= 0:
            return now
        return add(self._calendar, now, Limit(amount=Fraction(seconds, DAY_SECONDS), unit=Unit.WORKING_DAY))
