"""A client generated from the schema, and by no hand, works against a running portal."""

import importlib
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from employment.models import PatentCheck
from portal.jobs.services import run_due_jobs
from tests.employment.test_tokens import new_token
from tests.employment.world import make_organisation, valid_patent

PACKAGE = "portal_client_of_a_test"


@pytest.fixture
def generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    schema, config, client = tmp_path / "schema.yaml", tmp_path / "config.yaml", tmp_path / PACKAGE
    schema.write_bytes(OpenApiYamlRenderer().render(SchemaGenerator().get_schema(request=None, public=True)))
    config.write_text(yaml.safe_dump({"post_hooks": []}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(schema), "--meta", "none"]
    done = subprocess.run(
        [*command, "--output-path", str(client), "--config", str(config)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_checks_reads_back_lists_and_sees_a_refusal(generated, live_server):
    patent, (_token, secret) = valid_patent(), new_token(make_organisation())
    create, retrieve, every = (generated(f"api.employer.employer_checks_{act}") for act in ("create", "retrieve", "list"))
    models = generated("models")
    with generated("client").AuthenticatedClient(base_url=live_server.url, token=secret) as client:
        made = create.sync(
            client=client, body=models.NewEmployerCheck(series=patent.series, number=patent.number), idempotency_key="order-0001"
        )
        assert (made.result.value, made.way.value) == ("valid", "number")
        told = retrieve.sync(made.number, client=client)
        assert (told.number, told.worker, told.receipt.count(".")) == (made.number, None, 2)
        assert [row.number for row in every.sync(client=client).results] == [made.number]
        refused = create.sync_detailed(
            client=client, body=models.NewEmployerCheck(code="AAAAAAAAA", birth_date=date(1990, 1, 1)), idempotency_key="order-0002"
        )
        assert (refused.status_code, refused.parsed.code) == (422, "code_refused")
    with generated("client").AuthenticatedClient(base_url=live_server.url, token="emp_wrong") as stranger:
        assert every.sync(client=stranger).code == "authentication_failed"


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_sends_a_list_with_the_organisations_token_and_reads_its_rows(generated, live_server):
    patent, organisation = valid_patent(), make_organisation()
    (_token, secret), (_reader, reader_secret) = new_token(organisation), new_token(organisation, ("checks:read",))
    create, retrieve, rows = (generated(f"api.employer.batches_{act}") for act in ("create", "retrieve", "rows"))
    models, number = generated("models"), organisation.number
    asked = models.NewBatch(rows=[models.Row(series=patent.series, number=patent.number, reference="A-117"), models.Row(series="77")])
    with generated("client").AuthenticatedClient(base_url=live_server.url, token=secret) as client:
        made = create.sync(number, client=client, body=asked, idempotency_key="list-0001")
        assert (made.total, made.unreadable) == (2, 1)
        assert create.sync(number, client=client, body=asked, idempotency_key="list-0001").id == made.id
        run_due_jobs()
        assert (retrieve.sync(number, made.id, client=client).state, PatentCheck.objects.get().token) == ("done", _token)
        told = rows.sync(number, made.id, client=client).results
        assert [(row.reference, row.result, row.problem) for row in told] == [("A-117", "valid", ""), ("", "", "half_a_number")]
        assert rows.sync(make_organisation().number, made.id, client=client).status == 404
    with generated("client").AuthenticatedClient(base_url=live_server.url, token=reader_secret) as reader:
        assert retrieve.sync(number, made.id, client=reader).done == 1
        refused = create.sync_detailed(number, client=reader, body=asked, idempotency_key="list-0002")
        assert (refused.status_code, refused.parsed.code) == (403, "scope_missing")
