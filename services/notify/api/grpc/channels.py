"""Channels as the vocabulary of all protos names them."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.kernel.errors import invalid
from motcua.common.v1.vocabulary_pb2 import DeliveryChannel
from notify.domain.occasions import Channel

_NUMBERS: Mapping[Channel, DeliveryChannel.ValueType] = {
    channel: DeliveryChannel.Value(f"DELIVERY_CHANNEL_{channel.name}") for channel in Channel
}
_BY_NUMBER: Mapping[int, Channel] = {number: channel for channel, number in _NUMBERS.items()}


def number_of(channel: Channel) -> DeliveryChannel.ValueType:
    return _NUMBERS[channel]


def channel_of(number: int) -> Channel:
    """Raises Problem ``invalid-request`` for one that is not known."""
    if number not in _BY_NUMBER:
        raise invalid("invalid-request", "Name a channel.", channel="no such channel")
    return _BY_NUMBER[number]
