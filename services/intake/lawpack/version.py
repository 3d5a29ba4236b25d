"""What must be true inside one version of a procedure, beyond what a schema can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from intake.domain.procedures import Channel, OnlineLevel, ProcedureVersion, Role
from intake.lawpack.schema import Add
from intake.lawpack.workflow import check_workflow


def check_version(version: ProcedureVersion, add: Add) -> None:
    """Adds every fault of one version: keys, channels, the deciding step, the steps as a graph."""
    _check_keys("documents", [document.key for document in version.documents], add)
    _check_keys("steps", [step.key for step in version.steps], add)
    _check_keys("templates", [template.key for template in version.templates], add)
    _check_templates(version, add)
    _check_channels(version, add)
    _check_steps(version, add)
    check_workflow(version, add)


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
