"""The chart's README: what it is in a few lines, then every key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from generators.keys import Key

_HEAD = """# Chart motcua

One chart for the four services of motcua, their databases, NATS, jobs, routes, network policies and what watches them.
How to install it in ten minutes: [docs/operate/kubernetes.md](../../../docs/operate/kubernetes.md); how to upgrade:
[UPGRADING.md](../../../UPGRADING.md).

```sh
kubectl create namespace motcua && kubectl label namespace motcua pod-security.kubernetes.io/enforce=restricted
motcua keys secret --demo | kubectl -n motcua apply -f -
helm install motcua k8s/charts/motcua -n motcua -f k8s/charts/motcua/values/demo.yaml --wait
helm test motcua -n motcua
```

| Example | For |
|---|---|
| [values/demo.yaml](values/demo.yaml) | one node: SQLite on volumes, one NATS server, named accounts |
| [values/small.yaml](values/small.yaml) | one agency: PostgreSQL that is there already, three NATS servers, Ingress |
| [values/city.yaml](values/city.yaml) | a city: CloudNativePG with backups, S3, Gateway API, TLS inside, autoscaling |

A wrong key or value fails at install and names the key and what to do. Nothing makes a password: secrets are named,
never made.

Written by `make generate` from the comments of [values.yaml](values.yaml).

## Values

| Key | Default | Meaning |
|---|---|---|
"""


def readme(keys: Sequence[Key]) -> str:
    return _HEAD + "".join(f"| `{key.path}` | {_default(key.value)} | {_cell(key.text)} |\n" for key in _leaves(keys))


def _leaves(keys: Sequence[Key]) -> Iterator[Key]:
    for key in keys:
        if key.children:
            yield from _leaves(key.children)
        else:
            yield key


def _default(value: Any) -> str:
    return f"`{_cell(json.dumps(value, ensure_ascii=False))}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
