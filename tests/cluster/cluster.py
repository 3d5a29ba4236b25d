"""A namespace of a real cluster: Helm acts, the Kubernetes API shows."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import helm_python
import kubernetes.client
import kubernetes.config
import yaml

from ctl.cluster.secret import contents
from support.rendering import CHART, Json, merged, objects, profile

RELEASE = "motcua"
INSTALL_SECONDS = 600
TEST_SECONDS = 300


def values() -> Json:
    """The demonstration's values, with what the environment says about images, and CLUSTER_VALUES on top."""
    env = os.environ
    image = {"prefix": env.get("IMAGE_PREFIX", "motcua"), "tag": env.get("IMAGE_TAG", ""), "pullPolicy": "IfNotPresent"}
    own: Json = {"image": image, "global": {"imageRegistry": env.get("IMAGE_REGISTRY", "")}}
    if env.get("NATS_IMAGE"):
        own["nats"] = {"builtin": {"image": env["NATS_IMAGE"], "command": env.get("NATS_COMMAND", "nats-server")}}
    layers = [profile("demo"), own]
    if env.get("CLUSTER_VALUES"):
        layers.append(yaml.safe_load(Path(env["CLUSTER_VALUES"]).read_text("utf-8")))
    return merged(*layers)


@dataclass
class Namespace:
    """One namespace, made for a test and removed after it."""

    name: str
    helm: helm_python.Config
    core: Any

    @classmethod
    @contextmanager
    def made(cls) -> Iterator[Namespace]:
        kubernetes.config.load_kube_config(os.environ["KUBECONFIG"])  # type: ignore[no-untyped-call]
        core: Any = kubernetes.client.CoreV1Api()
        name = f"motcua-test-{int(time.time())}"
        labels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
        core.create_namespace({"metadata": {"name": name, "labels": labels}})
        data = {key: base64.b64encode(text.encode()).decode() for key, text in contents(demo=True).items()}
        core.create_namespaced_secret(name, {"metadata": {"name": "motcua-keys"}, "data": data})
        helm = helm_python.Config(kubeconfig_path=os.environ["KUBECONFIG"], namespace=name)
        try:
            yield cls(name=name, helm=helm, core=core)
        finally:
            helm.close()
            if not os.environ.get("KEEP_NAMESPACE"):
                core.delete_namespace(name)

    def install(self) -> None:
        self.helm.install(CHART, RELEASE, values(), wait="watcher", timeout=INSTALL_SECONDS)

    def upgrade(self, change: Json) -> None:
        self.helm.upgrade(CHART, RELEASE, merged(values(), change), wait="watcher", timeout=INSTALL_SECONDS)

    def roll_back(self, revision: int) -> None:
        self.helm.rollback(RELEASE, version=revision, wait="watcher", timeout=INSTALL_SECONDS)

    def helm_test(self) -> None:
        """Raises with the pods' own words."""
        try:
            self.helm.test(RELEASE, timeout=TEST_SECONDS, logs=True)
        except helm_python.HelmError as fault:
            raise AssertionError(f"{fault}\n{self.told()}") from fault

    def uninstall(self) -> None:
        self.helm.uninstall(RELEASE, wait="watcher", timeout=INSTALL_SECONDS)

    def pods(self, component: str = "") -> list[Any]:
        selector = f"app.kubernetes.io/instance={RELEASE}"
        selector += f",app.kubernetes.io/component={component}" if component else ""
        return list(self.core.list_namespaced_pod(self.name, label_selector=selector).items)

    def claims(self) -> list[str]:
        return [each.metadata.name for each in self.core.list_namespaced_persistent_volume_claim(self.name).items]

    def kill(self, component: str) -> None:
        """Its pods, one after the other, each as an eviction would: told to stop, and waited for."""
        for pod in self.pods(component):
            self.core.delete_namespaced_pod(pod.metadata.name, self.name)
            self._until_gone(component, pod.metadata.uid)
            self.until_ready(component)

    def until_ready(self, component: str) -> None:
        self.until(lambda: self._all_ready(component), f"{component} is ready")

    def client(self, name: str, *arguments: str) -> str:
        """A pod of the ctl image in the place of the tests' pods: started, not waited for."""
        found = [each for each in objects(values()) if each["metadata"]["name"] == f"{RELEASE}-test-dossier"]
        pod = deepcopy(found[0])
        pod["metadata"] |= {"name": name, "namespace": self.name, "annotations": {}}
        container = pod["spec"]["containers"][0]
        container["args"] = ["cluster", *arguments]
        for each in container["env"]:  # addresses hold the namespace that was rendered for
            each["value"] = each["value"].replace(".motcua.svc", f".{self.name}.svc")
        self.core.create_namespaced_pod(self.name, pod)
        return name

    def ended(self, name: str, seconds: float = TEST_SECONDS) -> tuple[bool, str]:
        """Whether the pod ended well, and what it said."""
        self.until(lambda: self._phase(name) in {"Succeeded", "Failed"}, f"{name} ends", seconds)
        return self._phase(name) == "Succeeded", self.core.read_namespaced_pod_log(name, self.name)

    def until(self, true: Callable[[], bool], what: str, seconds: float = INSTALL_SECONDS) -> None:
        ends = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < ends, f"not within {seconds:.0f} s: {what}\n{self.told()}"
            time.sleep(1)

    def told(self) -> str:
        """What each pod says of itself, for whoever reads a failed test."""
        return "\n".join(self._words(pod) for pod in self.core.list_namespaced_pod(self.name).items)

    def _words(self, pod: Any) -> str:
        states = [json.dumps(each.state.to_dict(), default=str)[:300] for each in pod.status.container_statuses or ()]
        try:
            log = self.core.read_namespaced_pod_log(pod.metadata.name, self.name, tail_lines=5)
        except kubernetes.client.ApiException as fault:
            log = f"no log: {fault.reason}"
        return f"--- {pod.metadata.name}: {pod.status.phase} {states}\n{log}"

    def _phase(self, name: str) -> str:
        return str(self.core.read_namespaced_pod(name, self.name).status.phase)

    def _all_ready(self, component: str) -> bool:
        found = self.pods(component)
        return bool(found) and all(map(_is_ready, found))

    def _until_gone(self, component: str, uid: str) -> None:
        self.until(lambda: uid not in {pod.metadata.uid for pod in self.pods(component)}, f"{component} goes")


def _is_ready(pod: Any) -> bool:
    conditions = {each.type: each.status for each in pod.status.conditions or ()}
    return pod.metadata.deletion_timestamp is None and conditions.get("Ready") == "True"
