"""What must be true of the internal procedure as a graph, so that every case comes to one decision and one result."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from intake.domain.procedures import Channel, ChannelOffer, Guard, ProcedureVersion, Step, SupplementStage
from intake.domain.workflow import Workflow
from intake.domain.working_hours import working_hours, written_hours, written_limit
from intake.lawpack.finding import Path
from intake.lawpack.schema import Add

Fault = tuple[Path, str, str]


def check_workflow(version: ProcedureVersion, add: Add) -> None:
    """Adds every fault; what can only be asked of a sound graph is asked once it is one."""
    if len({step.key for step in version.steps}) < len(version.steps):
        return
    faults = list(_order(version.steps))
    if not faults:
        flow = Workflow.of(version.steps)
        faults = [*_ends(flow), *_beside(flow), *_apart(flow), *_guards(flow, version), *_budgets(flow, version)]
    for path, message, fix in faults:
        add(path, message, fix)


def _order(steps: tuple[Step, ...]) -> Iterator[Fault]:
    """Each step follows steps above it: no circle, and everything is reached from the first one."""
    places = {step.key: place for place, step in enumerate(steps)}
    for place, step in enumerate(steps):
        for index, key in enumerate(step.after):
            path: Path = ("steps", place, "after", index)
            if place == 0:
                yield path, f"{step.key} is the first step, it follows nothing", "leave after out"
            elif key not in places:
                yield path, f"there is no step {key}", f"name one of {', '.join(list(places)[:place])}"
            elif places[key] >= place:
                said = "follows itself" if key == step.key else f"follows {key}, which stands below it"
                fix = "name steps that stand above it, or move it: a step that follows a later one makes a circle"
                yield path, f"{step.key} {said}", fix
            elif key in step.after[:index]:
                yield path, f"{key} stands twice", "keep one of the two"


def _ends(flow: Workflow) -> Iterator[Fault]:
    last = flow.steps[-1].key
    for place in flow.ends[:-1]:
        key = flow.steps[place].key
        said = f"nothing follows {key}, so it does not lead to {last}"
        yield ("steps", place), said, f"name {key} in after of a later step, such as after: [{key}] in {last}"


def _beside(flow: Workflow) -> Iterator[Fault]:
    """When the case is decided nothing else may be open."""
    if sum(step.decides for step in flow.steps) != 1:
        return
    decides = flow.deciding
    key = flow.steps[decides].key
    for place, step in enumerate(flow.steps):
        if place != decides and place not in flow.above[decides] and decides not in flow.above[place]:
            fix = f"name {step.key} in after of {key}, or let it follow {key}"
            yield ("steps", place), f"{step.key} could still be open when {key} decides", fix


def _apart(flow: Workflow) -> Iterator[Fault]:
    keys = {step.key: place for place, step in enumerate(flow.steps)}
    for place, step in enumerate(flow.steps):
        for index, key in enumerate(step.apart_from or ()):
            path: Path = ("steps", place, "apart_from", index)
            if key not in keys:
                yield path, f"there is no step {key}", "name steps that come before it"
            elif keys[key] not in flow.above[place]:
                fix = f"name steps that come before {step.key}: who does it is known by then"
                yield path, f"{key} does not come before {step.key}", fix


def _guards(flow: Workflow, version: ProcedureVersion) -> Iterator[Fault]:
    decides = next((place for place, step in enumerate(flow.steps) if step.decides), None)
    for place, step in enumerate(flow.steps):
        if step.guard is None:
            continue
        path: Path = ("steps", place, "guard")
        if step.decides or place in (0, len(flow.steps) - 1):
            yield path, f"{step.key} is needed in every case", "leave the guard out"
        if step.guard.outcome is not None and decides not in flow.above[place]:
            fix = "let it follow the step that decides, or ask for something else"
            yield (*path, "outcome"), f"{step.key} asks for the outcome before it is decided", fix
        yield from _asked(step.guard, version, path)


def _asked(guard: Guard, version: ProcedureVersion, path: Path) -> Iterator[Fault]:
    """Whether what a guard asks for can be so in one case and not in another."""
    offered = [offer.channel for offer in version.channels]
    for index, channel in enumerate(guard.channel):
        if channel not in offered:
            fix = f"use one of: {', '.join(offered)}"
            yield (*path, "channel", index), f"channel {channel.value} is not offered", fix
    if guard.channel and set(offered) <= set(guard.channel):
        yield (*path, "channel"), "holds for every channel that is offered", "leave it out, or name fewer"
    if guard.supplemented is not None and version.supplement.stage is SupplementStage.INTAKE:
        said = "asks whether papers were asked for after acceptance, which this procedure does not allow"
        yield (*path, "supplemented"), said, "leave it out, or write supplement.stage: appraisal"


def _budgets(flow: Workflow, version: ProcedureVersion) -> Iterator[Fault]:
    """The longest way through the steps against the limit of each channel."""
    for offer in version.channels:
        limit = version.limit_for(offer.channel)
        held = working_hours(limit)
        spent, way = flow.longest(lambda step, offer=offer: _hours(step, offer))  # type: ignore[misc]
        if spent <= held:
            continue
        largest = max(way, key=lambda place: working_hours(flow.steps[place].budget))
        keys = " → ".join(flow.steps[place].key for place in way if flow.steps[place].budget)
        taken = "the steps take" if flow.is_line else f"the longest way through the steps, {keys}, takes"
        said = (
            f"{taken} {written_hours(spent)} in all, but by channel {offer.channel.value} "
            f"{written_limit(limit)} hold only {written_hours(held)}"
        )
        yield ("steps", largest, "budget", "amount"), said, f"take {written_hours(spent - held)} off the steps"


def _hours(step: Step, offer: ChannelOffer) -> Fraction:
    """What a step takes of a dossier that came by a channel."""
    channels: tuple[Channel, ...] = step.guard.channel if step.guard else ()
    return Fraction() if channels and offer.channel not in channels else working_hours(step.budget)
