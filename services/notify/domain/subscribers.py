"""The register of other systems that are told of events: who they are, and what they may have."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from chassis.kernel.errors import Kind, Problem, invalid
from notify.domain.selection import Selection, Subscriber

MOST_VALUES = 100
LONGEST_NAME = 200
_TOKEN = re.compile(r"[a-z0-9-]{1,40}")
#: Durable consumers of our own are named so, or so with more behind a hyphen; a subscriber's has its key as its name.
RESERVED = frozenset({"intake", "processing", "reporting", "notify"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A subscriber as it is registered.

    version: counts changes, from 1. stream_key: public key (nkey, ``U…``) with which it connects to the broker, empty
    if it does not.
    """

    subscriber: Subscriber
    version: int
    registered_at: datetime
    changed_at: datetime
    stream_key: str = ""

    @property
    def key(self) -> str:
        return self.subscriber.key

    def changed(self, subscriber: Subscriber, at: datetime) -> Self:
        return replace(self, subscriber=subscriber, version=self.version + 1, changed_at=at)

    def connecting(self, stream_key: str, at: datetime) -> Self:
        return replace(self, stream_key=stream_key, version=self.version + 1, changed_at=at)


def check_subscriber(subscriber: Subscriber, known_types: Collection[str]) -> None:
    """Raises Problem ``invalid-request``, naming each field, or ``subscriber-key-reserved``."""
    grant, wrong = subscriber.grant, {}
    if not _TOKEN.fullmatch(subscriber.key):
        wrong["key"] = "write 1 to 40 of a-z, 0-9 and -"
    if not (0 < len(subscriber.name.strip()) <= LONGEST_NAME and subscriber.name.isprintable()):
        wrong["name"] = f"write 1 to {LONGEST_NAME} characters on one line"
    for name, values in (("agencies", grant.agencies), ("departments", grant.departments)):
        if odd := sorted(value for value in values if not _TOKEN.fullmatch(value)):
            wrong[f"grant.{name}"] = f"not a token: {odd[0][:40]}"
    if odd := sorted(grant.types.difference(known_types)):
        wrong["grant.types"] = f"no such type: {odd[0][:80]}; see /v1/event-types"
    for name in ("agencies", "departments", "types", "procedures"):
        if len(getattr(grant, name)) > MOST_VALUES:
            wrong[f"grant.{name}"] = f"at most {MOST_VALUES}; leave it empty for all"
    if wrong:
        raise invalid("invalid-request", f"Correct these fields: {', '.join(sorted(wrong))}.", **wrong)
    if subscriber.key.partition("-")[0] in RESERVED:
        taken = f"{subscriber.key} is the name of a service; choose another key."
        raise Problem("subscriber-key-reserved", Kind.CONFLICT, taken, fields={"key": "taken by a service"})


def narrowed(wanted: Selection, grant: Selection) -> Selection:
    """What is in both: a choice narrows a grant and never widens it. A question that both ask and that no value answers
    for both raises Problem ``outside-grant``."""
    return Selection(
        agencies=_both("agency", wanted.agencies, grant.agencies),
        departments=_both("department", wanted.departments, grant.departments),
        types=_both("type", wanted.types, grant.types),
        procedures=_both("procedure", wanted.procedures, grant.procedures),
    )


def _both(field: str, wanted: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    if not wanted or not granted:
        return wanted or granted
    if outside := wanted - granted:
        named = ", ".join(sorted(outside))[:200]
        detail = f"You may not have {field} {named}. Ask for what you were granted, or for nothing in particular."
        raise Problem("outside-grant", Kind.FORBIDDEN, detail, fields={field: "not granted"})
    return wanted
