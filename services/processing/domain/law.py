"""The law a case is handled by: a procedure version and a calendar, as intake published them. Both immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from chassis.kernel.worktime import Limit, WorkCalendar
from processing.domain.consultation import GENERAL_RULE, ConsultationPolicy
from processing.domain.flow import Flow
from processing.domain.guards import Guard
from processing.domain.vocabulary import Channel, ClockEffect, OnSilence, OnTimeout, Role, SupplementStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the internal procedure. budget: working time, None for a step that takes none of the limit.

    after: keys of the steps directly before it, all of them above it; empty: the one above it. guard: when the step is
    needed; None: always. forms: keys of the forms that are issued with it. apart_from: keys of steps whose officers may
    not do this one; None: the step that decides is apart from the specialists before it, any other from nobody.
    """

    key: str
    name: str
    name_en: str
    department: str
    role: Role
    budget: Limit | None
    decides: bool
    after: tuple[str, ...] = ()
    guard: Guard | None = None
    forms: tuple[str, ...] = ()
    apart_from: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementPolicy:
    """What asking for more papers does. max_requests: after acceptance. applicant_deadline: None without one."""

    stage: SupplementStage
    max_requests: int
    effect_on_clock: ClockEffect
    applicant_deadline: Limit | None
    on_timeout: OnTimeout
    legal_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersion:
    """One procedure as the law had it for a while. code: national code, empty if unknown; limits: by channel, where it
    differs from ``limit``. The first step is the counter's, done when the case opens; exactly one step decides.
    duty_effect: pause or none, while a financial duty that arose in the middle is unpaid. flow: the order of the steps
    that are tasks here, by place."""

    key: str
    version: int
    code: str
    name: str
    name_en: str
    department: str
    limit: Limit
    limits: Mapping[Channel, Limit]
    steps: tuple[Step, ...]
    supplement: SupplementPolicy
    duty_effect: ClockEffect = ClockEffect.PAUSE
    consultation: ConsultationPolicy = GENERAL_RULE
    flow: Flow = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {step.key: place for place, step in enumerate(self.steps)}
        before = [
            [places[key] for key in step.after] or [place - 1] * (place > 0) for place, step in enumerate(self.steps)
        ]
        handled = [place for place, step in enumerate(self.steps) if step in self.handling]
        object.__setattr__(self, "flow", Flow.of(before, handled))

    def limit_for(self, channel: Channel) -> Limit:
        """The statutory limit of a dossier filed through ``channel``."""
        return self.limits.get(channel, self.limit)

    @property
    def received(self) -> Step | None:
        """The counter's step at the beginning, done by acceptance itself; None if handling starts in a department."""
        return self.steps[0] if self.steps[0].role is Role.RECEPTIONIST else None

    @property
    def handed_over(self) -> Step | None:
        """The counter's step at the end (trả kết quả), recorded by intake; the result is issued before it."""
        return self.steps[-1] if self.steps[-1].role is Role.RECEPTIONIST else None

    @property
    def handling(self) -> tuple[Step, ...]:
        """The steps between the two counters: those that are tasks here."""
        return tuple(step for step in self.steps if step not in (self.received, self.handed_over))

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; limits as ``{"amount": "0.25", "unit": "working_day"}``."""
        policy = self.supplement
        return {
            "key": self.key,
            "version": self.version,
            "code": self.code,
            "name": self.name,
            "name_en": self.name_en,
            "department": self.department,
            "limit": self.limit.to_dict(),
            "limits": {channel.value: limit.to_dict() for channel, limit in self.limits.items()},
            "steps": [_step_to_dict(step) for step in self.steps],
            "supplement": {
                "stage": policy.stage.value,
                "max_requests": policy.max_requests,
                "effect_on_clock": policy.effect_on_clock.value,
                "applicant_deadline": policy.applicant_deadline.to_dict() if policy.applicant_deadline else None,
                "on_timeout": policy.on_timeout.value,
                "legal_ref": policy.legal_ref,
            },
            "duty_effect": self.duty_effect.value,
            "consultation": _consultation_to_dict(self.consultation),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Reads what ``to_dict`` wrote."""
        policy = data["supplement"]
        return cls(
            key=data["key"],
            version=data["version"],
            code=data["code"],
            name=data["name"],
            name_en=data["name_en"],
            department=data["department"],
            limit=Limit.from_dict(data["limit"]),
            limits={Channel(channel): Limit.from_dict(limit) for channel, limit in data["limits"].items()},
            steps=tuple(_step_from_dict(step) for step in data["steps"]),
            supplement=SupplementPolicy(
                stage=SupplementStage(policy["stage"]),
                max_requests=policy["max_requests"],
                effect_on_clock=ClockEffect(policy["effect_on_clock"]),
                applicant_deadline=_limit(policy["applicant_deadline"]),
                on_timeout=OnTimeout(policy["on_timeout"]),
                legal_ref=policy["legal_ref"],
            ),
            # Versions that were kept before financial duties existed pause, as practice has it.
            duty_effect=ClockEffect(data.get("duty_effect", ClockEffect.PAUSE)),
            # … and those kept before consultations did have the general rule.
            consultation=_consultation_from_dict(data["consultation"]) if "consultation" in data else GENERAL_RULE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What a case is counted by. revision: digest of the law pack that the calendar comes from."""

    version: ProcedureVersion
    calendar: WorkCalendar
    revision: str


def _step_to_dict(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "name": step.name,
        "name_en": step.name_en,
        "department": step.department,
        "role": step.role.value,
        "budget": step.budget.to_dict() if step.budget else None,
        "decides": step.decides,
        "after": list(step.after),
        "guard": step.guard and step.guard.to_dict(),
        "forms": list(step.forms),
        "apart_from": None if step.apart_from is None else list(step.apart_from),
    }


def _step_from_dict(data: Mapping[str, Any]) -> Step:
    """Steps that were kept before they could be parallel follow one another."""
    guard, apart_from = data.get("guard"), data.get("apart_from")
    return Step(
        key=data["key"],
        name=data["name"],
        name_en=data["name_en"],
        department=data["department"],
        role=Role(data["role"]),
        budget=_limit(data["budget"]),
        decides=data["decides"],
        after=tuple(data.get("after", ())),
        guard=Guard.from_dict(guard) if guard else None,
        forms=tuple(data.get("forms", ())),
        apart_from=None if apart_from is None else tuple(apart_from),
    )


def _consultation_to_dict(policy: ConsultationPolicy) -> dict[str, Any]:
    return {
        "limit": policy.limit.to_dict() if policy.limit else None,
        "on_silence": policy.on_silence.value,
        "effect_on_clock": policy.effect_on_clock.value,
        "legal_ref": policy.legal_ref,
    }


def _consultation_from_dict(data: Mapping[str, Any]) -> ConsultationPolicy:
    return ConsultationPolicy(
        limit=_limit(data["limit"]),
        on_silence=OnSilence(data["on_silence"]),
        effect_on_clock=ClockEffect(data["effect_on_clock"]),
        legal_ref=data["legal_ref"],
    )


def _limit(data: Mapping[str, Any] | None) -> Limit | None:
    return None if data is None else Limit.from_dict(data)
