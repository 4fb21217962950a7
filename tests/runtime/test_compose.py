"""docker-compose.yml agrees with its schema, with the settings and with the sources; no Docker is needed to know."""

import ast
import re
import subprocess
import sys

import pytest
import yaml

from tests.stack import ROOT

OURS = {"migrate", "web", "worker", "beat"}
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def _strings(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _required_by_production() -> set[str]:
    """The names in the loop that calls `required`."""
    tree = ast.parse((ROOT / "portal/settings/production.py").read_text(encoding="utf-8"))
    return next(_strings(node.iter) for node in ast.walk(tree) if isinstance(node, ast.For))


def _read_by_settings() -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "portal/settings").glob("*.py"))
    return set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', text))


def test_the_file_follows_the_compose_specification():
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    result = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_service_of_the_portal_is_there():
    assert set(SERVICES) == OURS | {"db", "redis", "proxy"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_gets_every_setting_that_production_requires(name):
    assert _required_by_production() >= {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"}
    assert _required_by_production() <= {key for key, value in SERVICES[name]["environment"].items() if value}


def test_only_the_migrate_job_knows_the_owners_password():
    knowing = {name for name in OURS if "OWNER_DB_PASSWORD" in str(SERVICES[name]["environment"])}
    assert knowing == {"migrate"}
    assert SERVICES["migrate"]["environment"]["PORTAL_DB_ROLE"] == "owner"


def test_every_setting_and_every_variable_of_the_file_is_explained_in_the_example():
    variables = set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    names = set(re.findall(r"[A-Z][A-Z0-9_]+", EXAMPLE))
    assert variables | _read_by_settings() <= names


def test_a_secret_has_no_default():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    secret = [
        match for match in re.findall(r"\$\{[^}]+\}", text) if re.search(r"PASSWORD|SECRET_KEY|DATA_KEYS", match) and "S3_" not in match
    ]
    assert secret
    assert all(":?" in match for match in secret)


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_runs_without_rights_on_a_read_only_file_system(name):
    service = SERVICES[name]
    assert service["read_only"]
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert f"--uid {service['user'].split(':')[0]}" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_a_lasting_service_is_watched_and_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_nothing_starts_before_the_database_is_prepared():
    for name in OURS - {"migrate"}:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_the_worker_may_finish_its_longest_task(settings):
    minutes = int(SERVICES["worker"]["stop_grace_period"].removesuffix("m"))
    assert minutes * 60 > settings.CELERY_TASK_TIME_LIMIT


def test_the_database_keeps_its_files_where_version_18_does_and_knows_cyrillic():
    database = SERVICES["db"]
    assert "database:/var/lib/postgresql" in database["volumes"]
    assert database["init"]
    assert "--locale-provider=builtin --builtin-locale=C.UTF-8" in database["environment"]["POSTGRES_INITDB_ARGS"]


def test_database_and_broker_are_reached_from_inside_only():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_every_mounted_file_and_every_started_module_exists():
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", []) if volume.startswith("./")]
    assert mounted
    assert [path for path in mounted if not (ROOT / path).is_file()] == []
    text = str(SERVICES)
    for module in re.findall(r"portal\.runtime\.(\w+)", text):
        assert (ROOT / "portal/runtime" / f"{module}.py").is_file()


def test_the_first_start_of_the_database_makes_the_roles_that_the_addresses_name():
    script = (ROOT / "deploy/postgres/roles.sh").read_text(encoding="utf-8")
    for name in ("web", "migrate"):
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            if address := SERVICES[name]["environment"].get(key):
                role = re.match(r"postgres://(\w+):\$\{(\w+)", address)
                assert f"CREATE ROLE {role[1]} LOGIN PASSWORD" in script
                assert role[2] in script
