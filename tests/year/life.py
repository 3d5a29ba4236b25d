"""What happens to one dossier of the year. A visit reads the case, does what is next, says when to return."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from chassis.kernel.worktime import Limit, Unit, WorkCalendar, add, next_office_instant, working_seconds
from ctl.client import Api, Json, Refused
from ctl.demo.filings import filing
from ctl.demo.life import Plan
from ctl.demo.scenario import Story

COUNTER, LEADER = "cb.motcua.1", "ld.ban.1"
DAY = 28_800
PATIENCE = 30.0


class Fate(StrEnum):
    """What is special about it; at most one thing."""

    PLAIN = "plain"
    SUPPLEMENTED = "supplemented"
    SILENT_APPLICANT = "silent_applicant"
    APOLOGY = "apology"
    RETURNED = "returned"
    CONSULTED = "consulted"
    DUTY = "duty"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    STOP_UNDONE = "stop_undone"
    DECISION_UNDONE = "decision_undone"
    REFUSED_AT_COUNTER = "refused_at_counter"
    REFUSED = "refused"


WEIGHTS = {
    Fate.PLAIN: 46,
    Fate.SUPPLEMENTED: 12,
    Fate.APOLOGY: 10,
    Fate.DUTY: 6,
    Fate.RETURNED: 6,
    Fate.CONSULTED: 8,
} | dict.fromkeys((Fate.SILENT_APPLICANT, Fate.WITHDRAWN, Fate.STOPPED, Fate.STOP_UNDONE, Fate.DECISION_UNDONE), 3)
WEIGHTS |= {Fate.REFUSED_AT_COUNTER: 2, Fate.REFUSED: 3}
# What may be answered to somebody who comes at the wrong moment: another thing has happened first.
_LATE = {"extension-too-late", "supplement-limit-reached", "already-extended", "step-not-earlier"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """fate, and the share of each step's budget that its work takes."""

    fate: Fate
    pace: float
    wait_days: int

    @classmethod
    def drawn(cls, draw: random.Random) -> Character:
        fate = draw.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
        slow = 1.35 if fate is Fate.APOLOGY else 0.8
        return cls(fate=fate, pace=slow * draw.lognormvariate(0.0, 0.3), wait_days=draw.randint(1, 8))


class Life:
    """Told by ``file``; ``ended`` once nothing more will happen. procedure: as the catalogue showed it that day."""

    def __init__(
        self, story: Story, procedure: Json, character: Character, api: Api, calendar: Callable[[], WorkCalendar]
    ) -> None:
        self.story = story
        self.ended = False
        self._procedure = procedure
        self._it = character
        self._api = api
        self._calendar = calendar
        self._id = ""
        self._happened = False
        self._working: dict[str, datetime] = {}
        self._answered = False

    async def file(self, now: datetime) -> list[Plan]:
        body = filing(self.story, self._procedure)
        account = "dn.mau.1" if self.story.channel == "online" else COUNTER
        dossier = await self._api.post("/v1/dossiers", account, body, key=f"year-{self.story.number}")
        self._id = dossier["id"]
        return [Plan(self._later(now, 900), self._receive)]

    async def _receive(self, now: datetime) -> list[Plan]:
        if self._it.fate is Fate.REFUSED_AT_COUNTER:
            await self._dossier("refusal", {"reason": "Không thuộc thẩm quyền (mẫu)."})
            self.ended = True
            return []
        await self._dossier("acceptance")
        return [Plan(now, self._open)]

    async def _open(self, now: datetime) -> list[Plan]:
        await self._until(f"/v1/cases/{self._id}", lambda case: bool(case["tasks"]))
        plans = await self._visit(now)
        if self._it.fate is Fate.WITHDRAWN:
            plans.append(Plan(self._later(now, DAY), self._withdraw))
        return plans

    async def _visit(self, now: datetime) -> list[Plan]:
        """Takes what nobody has, finishes what is ripe, and comes back when the next thing is."""
        for _ in range(40):
            case = await self._case()
            if case["state"] in ("result_issued", "stopped"):
                self.ended = True
                return []
            if case["state"].startswith("awaiting"):
                return self._wait(now)
            if not await self._act(case, now):
                return [Plan(min(self._working[task["id"]] for task in _open(case)), self._visit)]
        raise RuntimeError(f"{self._id} is busy without end")

    async def _act(self, case: Json, now: datetime) -> bool:
        """One thing done; False if nothing is to be done now."""
        for task in _open(case):
            if task["id"] not in self._working:
                await self._take(task, now)
                return True
            if self._working[task["id"]] <= now:
                await self._finish(case, task, now)
                return True
        return False

    async def _take(self, task: Json, now: datetime) -> None:
        assigner, officer = self._people(task)
        if task["officer"] is None and not (task["step"]["decides"] and assigner == officer):
            await self._api.post(f"/v1/tasks/{task['id']}/assignment", assigner, {"officer": officer})
        opened, due = (datetime.fromisoformat(task[name]) for name in ("opened_at", "due_at"))
        budget = max(working_seconds(self._calendar(), opened, due), 600)
        self._working[task["id"]] = self._later(now, int(budget * self._it.pace))

    async def _finish(self, case: Json, task: Json, now: datetime) -> None:
        """Or what is special, once, where a specialist of the department has it."""
        officer = task["officer"] or self._people(task)[1]
        is_own = task["role"] == "specialist" and task["department"] == self.story.department
        if not self._happened and is_own and not task["step"]["decides"] and await self._special(case, officer, now):
            self._working[task["id"]] = self._later(now, DAY // 2)
            return
        if task["step"]["decides"]:
            await self._decide(task)
        elif self._it.fate is Fate.RETURNED and not self._happened and task["role"] == "department_head":
            await self._send_back(task, officer)
        else:
            await self._api.post(f"/v1/tasks/{task['id']}/completion", officer)

    async def _send_back(self, task: Json, officer: str) -> None:
        try:
            await self._api.post(f"/v1/tasks/{task['id']}/return", officer, {"reason": "Bổ sung thẩm định (mẫu)."})
            self._happened = True
        except Refused as refusal:
            if refusal.slug not in _LATE:
                raise
            await self._api.post(f"/v1/tasks/{task['id']}/completion", officer)

    async def _decide(self, task: Json) -> None:
        refused = self._it.fate is Fate.REFUSED
        body = {"outcome": "refused", "reason": "Không đủ điều kiện (mẫu)."} if refused else {"outcome": "granted"}
        who = self._people(task)[1]
        await self._handle("decision", who, body | {"despite_consultations": "Đã quá thời gian chờ (mẫu)."})
        if self._it.fate is Fate.DECISION_UNDONE and not self._happened:
            self._happened = True
            case = await self._case()
            if case["state"] == "decided":
                await self._handle("correction", who, {"reason": "Quyết định nhầm hồ sơ (mẫu)."})

    async def _special(self, case: Json, officer: str, now: datetime) -> bool:
        """True if the work on the step goes on afterwards."""
        steps: Mapping[Fate, Callable[[], object]] = {
            Fate.SUPPLEMENTED: lambda: self._ask(officer),
            Fate.SILENT_APPLICANT: lambda: self._ask(officer),
            Fate.APOLOGY: lambda: self._apologise(case, now),
            Fate.DUTY: lambda: self._demand(officer),
            Fate.CONSULTED: lambda: self._consult(officer, now),
            Fate.STOPPED: self._stop,
            Fate.STOP_UNDONE: self._stop,
        }
        step = steps.get(self._it.fate)
        if step is None:
            return False
        self._happened = True
        try:
            await step()  # type: ignore[misc]
        except Refused as refusal:
            if refusal.slug not in _LATE:
                raise
        return True

    async def _ask(self, officer: str) -> None:
        documents = [self._procedure["documents"][0]["name"]]
        await self._handle("supplement-requests", officer, {"documents": documents, "reason": "Chưa đủ (mẫu)."})

    async def _apologise(self, case: Json, now: datetime) -> None:
        until = add(self._calendar(), datetime.fromisoformat(case["due_at"]), Limit.of(5, Unit.WORKING_DAY))
        await self._handle(
            "apology", LEADER, {"new_due_at": until.isoformat(), "reason": "Cần thêm thời gian thẩm định (mẫu)."}
        )

    async def _demand(self, officer: str) -> None:
        body = {"amount_vnd": 1_000_000 + self.story.number, "kind": "land", "reason": "Tiền thuê đất (mẫu)."}
        await self._handle("financial-duties", officer, body)

    async def _consult(self, officer: str, now: datetime) -> None:
        """Another department and another agency at once; whoever decides earlier says why."""
        due_at = self._later(now, self._it.wait_days * DAY)
        others = ("dau-tu", "lao-dong", "quy-hoach-xay-dung")
        other = next(key for key in others if key != self.story.department)
        asked = [
            {"consultee": key, "due_at": due_at.isoformat(), "later_reason": "Mẫu"} for key in (other, "so-tai-chinh")
        ]
        await self._handle("consultations", officer, {"consultees": asked, "question": "Ý kiến về hồ sơ (mẫu)?"})

    async def _stop(self) -> None:
        head = "tp." + self.story.department.replace("-", "")
        case = await self._handle("stop", head, {"reason": "Dừng theo văn bản chỉ đạo (mẫu)."})
        if self._it.fate is Fate.STOP_UNDONE:
            entry = len(case["ledger"]) - 1
            await self._handle("correction", LEADER, {"reason": "Dừng nhầm hồ sơ (mẫu).", "entry": entry})

    async def _withdraw(self, _: datetime) -> list[Plan]:
        try:
            await self._dossier("withdrawal", {"reason": "Người nộp rút hồ sơ (mẫu)."})
        except Refused as refusal:
            if refusal.status != 409:
                raise
        return []

    def _wait(self, now: datetime) -> list[Plan]:
        """The applicant answers after some days; the silent one never does, and somebody looks once a week."""
        if self._it.fate is Fate.SILENT_APPLICANT or self._answered:
            return [Plan(self._later(now, 5 * DAY), self._visit)]
        return [Plan(self._later(now, self._it.wait_days * DAY), self._answer)]

    async def _answer(self, now: datetime) -> list[Plan]:
        """Papers, or money at the counter."""
        self._answered = True
        if not (await self._case())["state"].startswith("awaiting"):
            return await self._visit(now)  # too late: what follows from silence has happened
        awaited = ("awaiting_supplement", "awaiting_payment", "in_progress")
        path = f"/v1/dossiers/{self._id}"
        dossier = await self._until(path, lambda one: one["state"] in awaited[:2] or one["state"] not in awaited)
        if dossier["state"] == awaited[0]:
            await self._dossier("supplements", {"documents": [{"key": self._procedure["documents"][0]["key"]}]})
        elif dossier["state"] == awaited[1]:
            await self._pay()
        await self._until(f"/v1/cases/{self._id}", lambda case: not case["state"].startswith("awaiting"))
        return await self._visit(now)

    async def _pay(self) -> None:
        fees = await self._api.get(f"/v1/dossiers/{self._id}/fees", COUNTER)
        for payable in fees["payables"]:
            if payable["owed_vnd"]:
                paid = {"amount_vnd": payable["owed_vnd"], "method": "cash", "payable": payable["key"]}
                receipt = f"nam-{self.story.number}-{payable['key'][:9]}"
                await self._api.post(
                    f"/v1/dossiers/{self._id}/payments", COUNTER, paid | {"receipt_number": receipt}, key=receipt
                )

    def _people(self, task: Json) -> tuple[str, str]:
        """(who assigns, to whom)."""
        department, slug = task["department"], task["department"].replace("-", "")
        if task["role"] == "specialist":
            number = self.story.number % 2 + 1 + task["step"]["decides"]  # who appraised does not decide
            own = department == self.story.department
            return (f"tp.{slug}", f"cv.{slug}.{number}") if own else (f"cv.{slug}.{number}",) * 2
        return (f"tp.{slug}",) * 2 if task["role"] == "department_head" else (LEADER,) * 2

    async def _case(self) -> Json:
        return await self._api.get(f"/v1/cases/{self._id}", COUNTER)

    async def _handle(self, action: str, account: str, body: Json) -> Json:
        return await self._api.post(f"/v1/cases/{self._id}/{action}", account, body)

    async def _dossier(self, action: str, body: Json | None = None) -> Json:
        key = f"year-{self.story.number}-{action}"
        return await self._api.post(f"/v1/dossiers/{self._id}/{action}", COUNTER, body, key=key)

    async def _until(self, path: str, true: Callable[[Json], bool]) -> Json:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            try:
                if true(found := await self._api.get(path, COUNTER)):
                    return found
            except Refused as refusal:
                if refusal.status != 404:
                    raise
            await asyncio.sleep(0.05)
        raise TimeoutError(f"{path} did not become what it should")

    def _later(self, now: datetime, seconds: int) -> datetime:
        """So much working time later, in office hours."""
        if seconds > 0:
            now = add(self._calendar(), now, Limit(amount=Fraction(seconds, DAY), unit=Unit.WORKING_DAY))
        return next_office_instant(self._calendar(), now)


def _open(case: Json) -> list[Json]:
    return [task for task in case["tasks"] if task["state"] in ("unassigned", "assigned")]
