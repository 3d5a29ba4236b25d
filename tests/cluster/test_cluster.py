"""A release's whole life on a real cluster. `make cluster-test` with KUBECONFIG set; without it, it says so and skips.

The images must be on the nodes or in a registry that they reach (`make images`, `k8s/images.sh save FILE`):

    IMAGE_REGISTRY, IMAGE_PREFIX (motcua), IMAGE_TAG (the chart's appVersion)   what they are called
    NATS_IMAGE, NATS_COMMAND        another nats-server than the one in the ctl image
    CLUSTER_VALUES=file.yaml        values on top of the demonstration's, e.g. replicas and an external database
    PATIENCE                        seconds that a request is tried again while a pod is away: by default 60 where
                                    each service has one pod, and 0 where CLUSTER_VALUES brings replicas
    KEEP_NAMESPACE=1                leave everything in place to look at
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from cluster.cluster import Namespace, values
from ctl.machine import SERVICES

LOAD_SECONDS = 240
pytestmark = pytest.mark.skipif(
    not os.environ.get("KUBECONFIG"), reason="KUBECONFIG is not set: nothing was installed, no cluster was tried"
)


@pytest.fixture(scope="module")
def namespace() -> Iterator[Namespace]:
    with Namespace.made() as made:
        yield made


def patience() -> str:
    single = int(values()["defaults"]["replicas"]) < 2
    return os.environ.get("PATIENCE", "60" if single else "0")


def test_1_it_installs_and_its_own_tests_pass(namespace: Namespace) -> None:
    namespace.install()
    namespace.helm_test()


def test_2_an_upgrade_and_killed_pods_lose_no_request(namespace: Namespace) -> None:
    load = namespace.client("load", "load", f"--seconds={LOAD_SECONDS}", f"--patience={patience()}")
    namespace.upgrade({"defaults": {"logLevel": "debug"}})
    for service in (*SERVICES, "nats"):
        namespace.kill(service)
    well, said = namespace.ended(load, LOAD_SECONDS + 120)
    summary = json.loads(said.strip().splitlines()[-1])
    assert (well, summary["failed"]) == (True, 0), said
    assert summary["requests"] > 100


def test_3_nothing_was_lost_and_nothing_doubled(namespace: Namespace) -> None:
    well, said = namespace.ended(namespace.client("audit", "verify", "audit"))
    assert well, said


def test_4_it_goes_back_to_the_revision_before(namespace: Namespace) -> None:
    namespace.roll_back(1)
    namespace.helm_test()
    well, said = namespace.ended(namespace.client("audit-again", "verify", "audit"))
    assert well, said


def test_5_it_goes_and_leaves_the_data(namespace: Namespace) -> None:
    before = namespace.claims()
    namespace.uninstall()
    namespace.until(lambda: not namespace.pods(), "all pods are gone")
    assert namespace.claims() == before
