"""Which fields a message can carry, all the way down; used by the tests that guard the contracts."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from google.protobuf.descriptor import Descriptor, FieldDescriptor

import motcua
from motcua.common.v1 import options_pb2

#: Messages that hold whatever one puts in: nothing can be promised about them.
OPEN_ENDED = frozenset({"google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value"})


def modules() -> list[ModuleType]:
    """Every generated message module."""
    found = pkgutil.walk_packages(motcua.__path__, "motcua.")
    return [importlib.import_module(module.name) for module in found if module.name.endswith("_pb2")]


def messages(package: str) -> list[Descriptor]:
    """The messages of a proto package, in the order of the files."""
    files = (module.DESCRIPTOR for module in modules())
    return [message for file in files if file.package == package for message in file.message_types_by_name.values()]


def reachable(message: Descriptor) -> Iterator[FieldDescriptor]:
    """Every field the message can carry, each once, its own first; stops at google's messages."""
    seen: set[str] = set()
    queue = [message]
    while queue:
        described = queue.pop(0)
        if described.full_name in seen:
            continue
        seen.add(described.full_name)
        yield from described.fields
        inner = (field.message_type for field in described.fields if field.message_type is not None)
        queue += [message for message in inner if not message.full_name.startswith("google.")]


def is_personal(field: FieldDescriptor) -> bool:
    """Whether the proto marks the field with ``(motcua.common.v1.personal)``."""
    return bool(field.GetOptions().Extensions[options_pb2.personal])


def is_free_form(field: FieldDescriptor) -> bool:
    """Whether the field could hold anything a person writes: text, bytes, or a message without a fixed shape."""
    if field.message_type is not None:
        return field.message_type.full_name in OPEN_ENDED
    return field.type in {FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES}
