"""A wrong value ends the installation with its key and what to do."""

from __future__ import annotations

import re
from typing import Any

import pytest

from support.rendering import ChartRefused, files_of, merged, profile

WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "no issuer": ("small", {"identity": {"issuer": ""}}, "identity.issuer: name your identity provider"),
    "no site": ("small", {"publicUrl": ""}, "publicUrl: give the address of the public site"),
    "a site with a slash": ("small", {"publicUrl": "https://a.vn/"}, "publicUrl"),
    "no keys": ("small", {"secrets": {"existingSecret": ""}}, "secrets.existingSecret: name the secret"),
    "front door in production": ("small", {"frontDoor": {"enabled": True}}, "frontDoor.enabled: the front door signs"),
    "no databases": ("small", {"database": {"external": {"existingSecret": ""}}}, "database.external.existingSecret: "),
    "an unknown mode": ("small", {"database": {"mode": "mysql"}}, "database.mode"),
    "backup to nowhere": (
        "city",
        {"database": {"cnpg": {"backup": {"destinationPath": ""}}}},
        "database.cnpg.backup: give destinationPath",
    ),
    "no bucket": ("city", {"files": {"s3": {"url": ""}}}, "files.s3: give url"),
    "sent by nobody": ("small", {"gateways": {"enabled": True}}, "gateways.existingSecret: name the secret"),
    "handed over without a file": ("small", {"sync": {"enabled": True}}, "sync.existingSecret: name the secret"),
    "signed by nobody": ("small", {"signing": {"procedures": ["*"]}}, "signing.url: results of signing.procedures"),
    "mail without a server": ("small", {"mail": {"existingSecret": ""}}, "mail.existingSecret: name the secret"),
    "a law without a reason": (
        "small",
        {"lawPack": {"job": {"mode": "apply"}}},
        "lawPack.job: mode apply needs reason",
    ),
    "a plan by nobody": ("small", {"lawPack": {"job": {"mode": "plan"}}}, "lawPack.job.existingSecret: "),
    "nats nowhere": ("small", {"nats": {"mode": "external"}}, "nats.external.url: give nats://host:4222"),
    "two nats servers": ("small", {"nats": {"builtin": {"replicas": 2}}}, "nats.builtin.replicas|replicas"),
    "a subscriber twice": (
        "small",
        {"streams": {"subscribers": [{"name": "a", "subjects": ["motcua.v1.>"]}] * 2}},
        "streams.subscribers: the name a is taken",
    ),
    "a subscriber like a service": (
        "small",
        {"streams": {"subscribers": [{"name": "notify", "subjects": ["motcua.v1.>"]}]}},
        "streams.subscribers: the name notify is taken",
    ),
    "subscribers and no password": (
        "small",
        {"streams": {"subscribers": [{"name": "a", "subjects": ["motcua.v1.>"]}]}},
        "nats.builtin.existingSecret: with streams.subscribers",
    ),
    "a subject of somebody else": (
        "small",
        {"streams": {"subscribers": [{"name": "a", "subjects": ["other.>"]}]}},
        "subjects",
    ),
    "no certificate issuer": ("small", {"tls": {"mode": "certManager"}}, "tls.certManager.issuer: name the issuer"),
    "no certificate": ("small", {"tls": {"mode": "existingSecret"}}, "tls.existingSecret: name the secret"),
    "a gateway without a name": ("small", {"gateway": {"enabled": True}}, "gateway: give parentRefs"),
    "an ingress without a name": ("small", {"ingress": {"host": ""}}, "ingress.host: give the name of the site"),
    "two pods on one SQLite file": (
        "demo",
        {"services": {"notify": {"replicas": 2}}},
        "services.notify.replicas: a SQLite file has one owner",
    ),
    "two pods on one volume": ("small", {"services": {"intake": {"replicas": 2}}}, "files.volume.accessMode: several"),
    "more than the most": (
        "city",
        {"services": {"notify": {"autoscaling": {"min": 9}}}},
        "services.notify.autoscaling: min 9 is above max 6",
    ),
    "no time to end": (
        "small",
        {"defaults": {"drainSeconds": 50}},
        "services.intake.terminationGraceSeconds: 60 leaves less than 30 s",
    ),
    "a word where a number belongs": ("small", {"defaults": {"replicas": "two"}}, "defaults.replicas|replicas"),
    "a key that there is not": ("small", {"defaults": {"replica": 2}}, "replica"),
    "a service that there is not": ("small", {"services": {"billing": {}}}, "billing"),
    "another chart's key": ("small", {"replicaCount": 3}, "replicaCount: this key is now defaults.replicas"),
    "another chart's database": ("small", {"postgresql": {}}, "postgresql: this key is now database"),
}


@pytest.mark.parametrize(("example", "values", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_it_says_which_key_and_what_to_do(example: str, values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ChartRefused) as refused:
        files_of(merged(profile(example), values))
    assert re.search(sentence, str(refused.value)), str(refused.value)


def test_an_installation_without_values_says_what_it_needs_first() -> None:
    with pytest.raises(ChartRefused) as refused:
        files_of({})
    assert "identity.issuer: name your identity provider" in str(refused.value)
