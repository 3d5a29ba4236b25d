"""motcua.processing.v1.InboxService: the same use case as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from motcua.processing.v1 import inbox_service_pb2 as pb
from motcua.processing.v1 import inbox_service_pb2_grpc
from processing.api.grpc.messages import work_message
from processing.application.get_inbox import GroupOfWork, Inbox
from processing.application.use_cases import UseCases
from processing.domain.inbox import Group

DEFAULT_GROUP = 50
GROUPS = {
    Group.HELD: pb.INBOX_GROUP_HELD,
    Group.TO_ASSIGN: pb.INBOX_GROUP_TO_ASSIGN,
    Group.TO_DECIDE: pb.INBOX_GROUP_TO_DECIDE,
    Group.WAITING: pb.INBOX_GROUP_WAITING,
}


class InboxServicer(inbox_service_pb2_grpc.InboxServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases

    async def GetInbox(self, request: pb.GetInboxRequest, context: Any) -> pb.GetInboxResponse:  # noqa: N802
        inbox = await self._ask.get_inbox(current_actor(), request.group_size or DEFAULT_GROUP)
        return pb.GetInboxResponse(inbox=_inbox(inbox), on_behalf=[_inbox(other) for other in inbox.on_behalf])


def _inbox(inbox: Inbox) -> pb.Inbox:
    return pb.Inbox(officer=inbox.officer, groups=[_group(group) for group in inbox.groups])


def _group(group: GroupOfWork) -> pb.InboxGroupOfTasks:
    return pb.InboxGroupOfTasks(
        group=GROUPS[group.group],
        tasks=[work_message(work) for work in group.items],
        counts=pb.InboxCounts(**{urgency.value: many for urgency, many in group.counts.items()}),
        total_size=group.total,
    )
