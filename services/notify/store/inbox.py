"""Whose inbox a message is in, as a condition on rows."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from notify.application.ports import InboxOf
from notify.domain.occasions import Audience, Channel, head_of
from notify.store.tables import DELIVERIES

_D = DELIVERIES.c


def meant_for(whose: InboxOf) -> ColumnElement[bool]:
    """The person's own, and what heads, leaders or the control team get."""
    meant: list[ColumnElement[bool]] = [_D.recipient == whose.officer]
    if whose.headed_department:
        meant += [
            and_(_D.recipient == head_of(whose.headed_department), _D.agency == whose.agency),
            and_(
                _D.audience == Audience.DEPARTMENT_HEAD.value,
                _D.agency == whose.agency,
                _D.department == whose.headed_department,
            ),
        ]
    if whose.of_agency:
        audiences = sorted(audience.value for audience in whose.of_agency)
        meant.append(and_(_D.audience.in_(audiences), _D.agency == whose.agency))
    return and_(_D.channel == Channel.INBOX.value, or_(*meant))
