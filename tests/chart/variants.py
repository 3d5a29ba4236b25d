"""The combinations that the chart is tried with: every example, with every feature that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from support.rendering import PROFILES, Json, merged, profile

SUBSCRIBER = {"name": "so-ke-hoach", "subjects": ["motcua.v1.heza.>"], "nkey": f"U{'A' * 55}"}
PEER = {"namespaceSelector": {"matchLabels": {"name": "gateway"}}}
S3 = {
    "url": "s3://documents/v1",
    "resultsUrl": "s3://results/v1",
    "exportsUrl": "s3://exports/v1",
    "existingSecret": "motcua-s3",
}

#: Values on top of an example, and the examples that they make no sense with.
FEATURES: Mapping[str, tuple[Mapping[str, Any], frozenset[str]]] = {
    "as it is": ({}, frozenset()),
    "sqlite": ({"database": {"mode": "sqlite"}, "defaults": {"replicas": 1}}, frozenset({"city"})),
    "cnpg": ({"database": {"mode": "cnpg"}}, frozenset({"city"})),
    "external database": (
        {"database": {"mode": "external", "external": {"existingSecret": "d", "peers": [PEER]}}},
        frozenset(),
    ),
    "s3": ({"files": {"mode": "s3", "s3": S3}}, frozenset()),
    "shared volume": (
        {"files": {"mode": "volume", "volume": {"accessMode": "ReadWriteMany", "storageClass": "nfs"}}},
        frozenset({"demo"}),
    ),
    "external nats": (
        {"nats": {"mode": "external", "external": {"url": "nats://a:4222,nats://b:4222", "existingSecret": "n"}}},
        frozenset(),
    ),
    "subscribers": (
        {"nats": {"builtin": {"existingSecret": "n"}}, "streams": {"subscribers": [SUBSCRIBER]}},
        frozenset(),
    ),
    "one nats": (
        {"nats": {"builtin": {"replicas": 1, "image": "docker.io/library/nats:2.12", "command": "/nats-server"}}},
        frozenset(),
    ),
    "nats volume": ({"nats": {"builtin": {"storage": {"storageClass": "fast"}}}}, frozenset()),
    "mail": ({"mail": {"enabled": True, "existingSecret": "m"}}, frozenset()),
    "gateways": ({"gateways": {"enabled": True, "existingSecret": "g", "keys": ["sms.toml", "token"]}}, frozenset()),
    "no webhooks": ({"webhooks": {"enabled": False}}, frozenset()),
    "other systems": (
        {"sync": {"enabled": True, "existingSecret": "o", "keys": ["portal-authorization"]}},
        frozenset(),
    ),
    "signed results": (
        {
            "signing": {
                "url": "https://sign.example.vn/v1",
                "procedures": ["*"],
                "existingSecret": "s",
                "headers": {"X-Api-Key": "api-key"},
                "fields": {"digest": "hash"},
            }
        },
        frozenset(),
    ),
    "cert-manager": ({"tls": {"mode": "certManager", "certManager": {"issuer": "i"}}}, frozenset()),
    "own certificate": ({"tls": {"mode": "existingSecret", "existingSecret": "t"}}, frozenset()),
    "mesh": ({"tls": {"mode": "mesh"}}, frozenset()),
    "gateway": (
        {"gateway": {"enabled": True, "parentRefs": [{"name": "g"}], "hostnames": ["a.vn"], "grpcHostnames": ["b.vn"]}},
        frozenset(),
    ),
    "ingress": (
        {"ingress": {"enabled": True, "host": "a.vn", "tlsSecret": "w", "annotations": {"a": "b"}}},
        frozenset(),
    ),
    "law pack planned": ({"lawPack": {"job": {"mode": "plan", "existingSecret": "o"}}}, frozenset()),
    "law pack of one's own": (
        {
            "lawPack": {
                "volume": {"configMap": {"name": "law"}},
                "job": {"mode": "apply", "existingSecret": "o", "reason": "r", "legalRef": "l"},
            }
        },
        frozenset(),
    ),
    "hpa": ({"defaults": {"autoscaling": {"mode": "hpa"}}, "files": {"mode": "s3", "s3": S3}}, frozenset({"demo"})),
    "keda": ({"defaults": {"autoscaling": {"mode": "keda"}}, "files": {"mode": "s3", "s3": S3}}, frozenset({"demo"})),
    "monitoring": ({"monitoring": {"enabled": True, "labels": {"release": "prometheus"}}}, frozenset()),
    "open network": ({"networkPolicy": {"enabled": False}}, frozenset()),
    "named peers": (
        {
            "monitoring": {"enabled": True},
            "networkPolicy": {"gatewayPeers": [PEER], "grpcPeers": [PEER], "prometheusPeers": [PEER]},
        },
        frozenset(),
    ),
    "registry": (
        {"global": {"imageRegistry": "r.vn", "imagePullSecrets": ["p"], "labels": {"team": "x"}}},
        frozenset(),
    ),
    "traces": ({"tracing": {"endpoint": "http://collector:4317"}}, frozenset()),
    "keys in the secret": ({"identity": {"jwksUrl": ""}}, frozenset()),
    "no jobs": ({"migrations": {"mode": "none", "preflight": False}, "streams": {"job": False}}, frozenset()),
    "no tests": ({"tests": {"enabled": False}}, frozenset()),
    "one service apart": (
        {
            "services": {
                "reporting": {
                    "replicas": 1,
                    "logLevel": "debug",
                    "env": {"MOTCUA_ON_TIME_TARGET": {"value": "0.9"}, "MOTCUA_LOG_LEVEL": {"value": "error"}},
                    "podAnnotations": {"a": "b"},
                    "podLabels": {"c": "d"},
                    "priorityClassName": "high",
                    "nodeSelector": {"disk": "fast"},
                    "tolerations": [{"key": "k", "operator": "Exists"}],
                }
            }
        },
        frozenset(),
    ),
    "more objects": (
        {
            "extraObjects": [
                {
                    "apiVersion": "v1",
                    "kind": "ConfigMap",
                    "metadata": {"name": "{{ .Release.Name }}-x", "labels": {"grafana_dashboard": "1"}},
                }
            ]
        },
        frozenset(),
    ),
}


def variants() -> Iterator[tuple[str, Json]]:
    """(what it is called, values)"""
    for example in PROFILES:
        for feature, (values, never_with) in FEATURES.items():
            if example not in never_with:
                yield f"{example}, {feature}", merged(profile(example), values)


VARIANTS = dict(variants())
