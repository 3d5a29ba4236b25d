"""What a span may say: the only attributes there are. Listed with their meaning in ``telemetry/spans.yaml``.

Code writes the short name (``span("x", dossier=…)``); the trace shows the long one. None can hold personal data.
"""

from __future__ import annotations

ATTRIBUTES = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "rpc_service": "rpc.service",
    "rpc_method": "rpc.method",
    "rpc_status": "rpc.grpc.status_code",
    "target": "server.address",
    "error_type": "error.type",
    "problem": "motcua.problem",
    "command": "motcua.command",
    "dossier": "motcua.dossier.id",
    "agency": "motcua.agency",
    "department": "motcua.department",
    "event_type": "motcua.event.type",
    "event_id": "motcua.event.id",
    "sequence": "motcua.event.sequence",
    "consumer": "motcua.consumer",
    "deliveries": "motcua.event.deliveries",
    "outcome": "motcua.outcome",
    "timer": "motcua.timer",
    "template": "motcua.template",
    "count": "motcua.count",
}
"""Short name → attribute in the trace (OpenTelemetry's semantic conventions where they have one)."""

LONGEST_VALUE = 120
