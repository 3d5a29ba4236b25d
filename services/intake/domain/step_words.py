"""When a step has its turn, in words: after which steps, and in which cases. Vietnamese and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.domain.procedures import Channel, DecisionOutcome, Guard, Step
from intake.domain.workflow import spelt_out

Phrase = tuple[str, str]
"""Vietnamese, English."""

_OUTCOMES = {
    DecisionOutcome.GRANTED: ("khi được chấp thuận", "if granted"),
    DecisionOutcome.REFUSED: ("khi bị từ chối", "if refused"),
}
_CHANNELS = {
    Channel.COUNTER: ("trực tiếp", "at the counter"),
    Channel.POST: ("qua bưu chính", "by post"),
    Channel.ONLINE: ("trực tuyến", "online"),
}
_SUPPLEMENTED = {
    True: ("khi đã yêu cầu bổ sung hồ sơ", "if papers were asked for"),
    False: ("khi không yêu cầu bổ sung hồ sơ", "if no papers were asked for"),
}
_CONSULTED = {
    True: ("khi đã lấy ý kiến", "if others were consulted"),
    False: ("khi không lấy ý kiến", "if nobody was consulted"),
}


def when(guard: Guard) -> Phrase:
    """In which cases a step is needed."""
    phrases = list(_asked(guard))
    return " và ".join(vi for vi, _ in phrases), " and ".join(en for _, en in phrases)


def turns(steps: Sequence[Step]) -> dict[str, Phrase]:
    """By key, of every step that does not simply follow the one above it in every case. Steps are numbered from 1."""
    numbers = {step.key: number for number, step in enumerate(steps, 1)}
    told: dict[str, Phrase] = {}
    for step in spelt_out(steps):
        after = [numbers[key] for key in step.after]
        phrases = [] if after in ([], [numbers[step.key] - 1]) else [_after(after)]
        phrases += [when(step.guard)] if step.guard else []
        if phrases:
            told[step.key] = ", ".join(vi for vi, _ in phrases), ", ".join(en for _, en in phrases)
    return told


def _after(numbers: Sequence[int]) -> Phrase:
    shown = ", ".join(map(str, numbers))
    return f"sau bước {shown}", f"after step{'s' if len(numbers) > 1 else ''} {shown}"


def _asked(guard: Guard) -> Iterator[Phrase]:
    if guard.outcome is not None:
        yield _OUTCOMES[guard.outcome]
    if guard.channel:
        vi, en = zip(*(_CHANNELS[channel] for channel in guard.channel), strict=True)
        yield f"khi nộp {', '.join(vi)}", f"if filed {', '.join(en)}"
    if guard.supplemented is not None:
        yield _SUPPLEMENTED[guard.supplemented]
    if guard.consulted is not None:
        yield _CONSULTED[guard.consulted]
