"""What must be true inside one version of a procedure, beyond what a schema can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from chassis.kernel.worktime import Limit, Unit
from intake.domain.procedures import Channel, OnlineLevel, ProcedureVersion, Role
from intake.lawpack.finding import Path
from intake.lawpack.schema import Add

# Practice: limits of different units are compared at 8 working hours a day, whatever the office hours.
HOURS_PER_DAY = 8


def check_version(version: ProcedureVersion, add: Add) -> None:
    """Adds every fault of one version: keys, channels, the deciding step, the budgets against each limit."""
    _check_keys("documents", [document.key for document in version.documents], add)
    _check_keys("steps", [step.key for step in version.steps], add)
    _check_keys("templates", [template.key for template in version.templates], add)
    _check_templates(version, add)
    _check_channels(version, add)
    _check_steps(version, add)
    _check_budgets(version, add)


def _check_keys(name: str, keys: Iterable[str], add: Add) -> None:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            add((name, index, "key"), f"{key} stands twice", "give each its own key")
        seen.add(key)


def _check_templates(version: ProcedureVersion, add: Add) -> None:
    known = {template.key for template in version.templates}
    for index, document in enumerate(version.documents):
        if document.template is not None and document.template not in known:
            fix = "use the key of one of the templates, or add it there"
            add(("documents", index, "template"), f"there is no template {document.template}", fix)


def _check_channels(version: ProcedureVersion, add: Add) -> None:
    offered = Counter(offer.channel for offer in version.channels)
    for index, offer in enumerate(version.channels):
        if offered[offer.channel] > 1 and version.offer(offer.channel) is not offer:
            add(("channels", index, "channel"), f"{offer.channel.value} stands twice", "keep one of the two")
    online = Channel.ONLINE in offered
    if online and version.online_level is OnlineLevel.INFORMATION:
        add(
            ("online_level",),
            "only informs, yet the online channel is offered",
            "write full or partial, or drop it",
        )
    if not online and version.online_level is not OnlineLevel.INFORMATION:
        said = f"is {version.online_level.value}, yet the online channel is not offered"
        add(("online_level",), said, "write information, or offer the online channel")
    if version.online_level is OnlineLevel.PARTIAL and not version.online_level_reasons:
        fix = "publish why in online_level_reasons (ND224 art. 14), or write full"
        add(("online_level",), "is partial, yet no reason is given", fix)


def _check_steps(version: ProcedureVersion, add: Add) -> None:
    deciding = [index for index, step in enumerate(version.steps) if step.decides]
    if not deciding:
        add(("steps",), "no step decides", "write decides: true on the step that approves the result")
    for index in deciding[1:]:
        said = f"a second step decides; the first is {version.steps[deciding[0]].key}"
        add(("steps", index, "decides"), said, "let exactly one step decide")
    first = version.steps[0]
    if first.role is not Role.RECEPTIONIST:
        add(
            ("steps", 0, "role"),
            f"the first step is done by a {first.role.value}",
            "begin with the reception",
        )


def _check_budgets(version: ProcedureVersion, add: Add) -> None:
    spent = sum((working_hours(step.budget) for step in version.steps if step.budget), Fraction())
    largest = max(range(len(version.steps)), key=lambda index: working_hours(version.steps[index].budget))
    for offer in version.channels:
        limit = version.limit_for(offer.channel)
        held = working_hours(limit)
        if spent > held:
            said = (
                f"the steps take {_hours(spent)} in all, but by channel {offer.channel.value} "
                f"{_limit(limit)} hold only {_hours(held)}"
            )
            place: Path = ("steps", largest, "budget", "amount")
            add(place, said, f"take {_hours(spent - held)} off the steps")


def working_hours(limit: Limit | None) -> Fraction:
    """Working hours a limit is sure to hold, at 8 a day.

    Calendar days are counted where they hold fewest working days: each full week has five, and the days over
    lose a Saturday and a Sunday. Holidays are not subtracted: no budget could be written for Tết.
    """
    if limit is None:
        return Fraction()
    match limit.unit:
        case Unit.WORKING_HOUR:
            return limit.amount
        case Unit.WORKING_DAY:
            return limit.amount * HOURS_PER_DAY
        case Unit.CALENDAR_DAY:
            weeks, over = divmod(int(limit.amount), 7)
            return Fraction((weeks * 5 + max(0, over - 2)) * HOURS_PER_DAY)


def _hours(hours: Fraction) -> str:
    return f"{float(hours):g} working hours"


def _limit(limit: Limit) -> str:
    return f"{limit.to_dict()['amount']} {limit.unit.value.replace('_', ' ')}s"
