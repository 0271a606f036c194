"""The files of deployment name what there is, and hold the rules of docs/deploy.md. No image is built here."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OBJECTS = [found for path in MANIFESTS for found in yaml.safe_load_all(path.read_text("utf-8"))]
PODS = [each["spec"]["template"]["spec"] for each in OBJECTS if each["kind"] in ("Deployment", "Job")]
COMMANDS = [["python", "-m", "admin_api"], ["python", "run_slack.py"], ["python", "run_discord.py"]]
NOT_SETTINGS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "XDG_CACHE_HOME"}


def is_setting(name: str) -> bool:
    return name.lower() in Settings.model_fields or name in NOT_SETTINGS


def test_the_image_installs_what_is_locked_and_runs_as_nobody_in_particular() -> None:
    assert "--require-hashes -r /tmp/requirements.lock" in DOCKERFILE
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001"]
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert images == ["python:3.11-slim-bookworm"] * 2
    lines = re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE)
    copied = [name for line in lines for name in line.split()[:-1]]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert [name for name in copied if not (ROOT / name).exists() or f"!{name}" not in ignored] == []
    for line in re.findall(r"^(?:ENV| {4})(.*=.*)$", DOCKERFILE, re.MULTILINE):
        assert [name for name in re.findall(r"([A-Z_]+)=", line) if not is_setting(name)] == []


def test_compose_runs_every_process_after_the_migrations_and_looks_after_each() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "redis", "migrations", "api", "slack", "discord"}
    assert [services[name]["command"] for name in ("slack", "discord")] == COMMANDS[1:]
    for name in ("api", "slack", "discord"):
        assert services[name]["depends_on"]["migrations"] == {"condition": "service_completed_successfully"}
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert [key for key in services[name]["environment"] if not is_setting(key)] == []
    assert services["migrations"]["command"] == ["alembic", "upgrade", "head"]
    assert services["postgres"]["healthcheck"]["test"]
    assert services["redis"]["healthcheck"]["test"]
    assert "HEALTHCHECK" in DOCKERFILE
    assert [port for port in services["api"]["ports"] if not port.startswith("127.0.0.1:")] == []


def test_pods_have_no_rights_and_no_more_memory_than_they_need() -> None:
    assert len(PODS) == 4
    for pod in PODS:
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        [container] = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]
        assert not container["image"].endswith(":latest")
        assert [each["name"] for each in container.get("env", ()) if not is_setting(each["name"])] == []


def test_kubernetes_runs_every_process_and_probes_what_there_is() -> None:
    deployments = [each for each in OBJECTS if each["kind"] == "Deployment"]
    containers = [each["spec"]["template"]["spec"]["containers"][0] for each in deployments]
    assert sorted(container["command"] for container in containers) == sorted(COMMANDS)
    for deployment, container in zip(deployments, containers, strict=True):
        assert deployment["spec"]["selector"]["matchLabels"] == deployment["spec"]["template"]["metadata"]["labels"]
        assert container["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "metrics"}
        assert container["livenessProbe"]["httpGet"] == {"path": "/health", "port": "metrics"}
        assert {"name": "metrics", "containerPort": 9464} in container["ports"]
    [config] = [each for each in OBJECTS if each["kind"] == "ConfigMap"]
    assert [name for name in config["data"] if not is_setting(name)] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_every_unit(unit: Path, tmp_path: Path) -> None:
    here = unit.read_text("utf-8").replace("/opt/agent-builder/.venv/bin/python", sys.executable)
    (tmp_path / unit.name).write_text(here)
    verify = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(verify, capture_output=True, text=True, timeout=60)
    said = [line for line in done.stderr.splitlines() if unit.name in line]
    assert said == []


def test_units_start_every_process_each_with_a_port_of_its_own() -> None:
    texts = [unit.read_text("utf-8") for unit in UNITS]
    started = sorted(re.findall(r"^ExecStart=\S+python (.+)$", "\n".join(texts), re.MULTILINE))
    assert started == sorted(" ".join(command[1:]) for command in COMMANDS)
    assert len(set(re.findall(r"METRICS_PORT=(\d+)", "\n".join(texts)))) == 3
