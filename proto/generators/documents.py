"""What is read from the stubs: event registry, AsyncAPI, samples, reference page."""

from __future__ import annotations

from generators import asyncapi, reference, registry, samples
from generators.descriptors import events
from generators.output import Tree


def trees() -> list[Tree]:
    """All generated documents."""
    known = events()
    bodies = samples.samples()
    if missing := {event.type for event in known} ^ bodies.keys():
        raise SystemExit(f"generators/story.py and motcua.events.v1 differ on: {', '.join(sorted(missing))}")
    return [
        Tree(
            root="proto/gen/python/motcua/events",
            files={"registry.py": registry.module(known).encode()},
            whole=False,
        ),
        Tree(root="proto", files={"asyncapi.yaml": asyncapi.document(known, bodies).encode()}, whole=False),
        Tree(
            root="proto/samples",
            files={f"{name}.json": samples.written(body) for name, body in bodies.items()},
            whole=True,
        ),
        Tree(root="docs/reference", files={"events.md": reference.page(known).encode()}, whole=False),
    ]
