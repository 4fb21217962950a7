"""A card read by packages that this project did not write: pkijs (seal, chain, digests) and mrz (the zone), in Node."""

import base64
import json
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from patents.card.errors import NameNotWritable
from patents.card.face import face
from patents.card.files import chip_files
from patents.card.sod import sod
from portal import clock
from portal.signing.certificates import card_signer, csca_certificates
from portal.ui import frontend_build
from tests.patents.card.samples import facts, photo

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).with_name("inspect_card.mjs")
Files = dict[str, bytes]


@pytest.fixture(scope="module", autouse=True)
def _packages() -> None:
    """The packages of the front end's lock file, the readers among them."""
    frontend_build.build()


def made(**holder: Any) -> Files:
    signer, groups = card_signer(), chip_files(facts(**holder), face(photo()))
    assert signer.certificate
    seal = sod(groups, private_key=signer.private_key, certificate=signer.certificate, at=clock.now())
    return {**{f"EF.DG{number}": group for number, group in groups.items()}, "EF.SOD": seal}


def inspected(files: Files, *, roots: list[bytes] | None = None, at: datetime | None = None) -> dict[str, Any]:
    given = {
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "roots": [base64.b64encode(der).decode() for der in (csca_certificates() if roots is None else roots)],
        "at": (at or clock.now()).isoformat(),
    }
    command = [*frontend_build.find_node()[0], str(SCRIPT), str(frontend_build.SOURCE)]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def good(answer: dict[str, Any]) -> bool:
    return bool(answer["accepted"]) and answer["wrong"] == []


def test_pkijs_accepts_the_seal_with_its_chain_and_every_digest():
    answer = inspected(made())
    assert good(answer), answer
    assert answer["type"] == "2.23.136.1.1.1"


@pytest.mark.parametrize("name", ["EF.DG1", "EF.DG2", "EF.DG12", "EF.DG13"])
def test_one_changed_byte_of_a_group_is_found(name):
    files = made()
    content = files[name]
    files[name] = content[:-1] + bytes([content[-1] ^ 1])
    answer = inspected(files)
    assert answer["accepted"]
    assert answer["wrong"] == [name]


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_one_changed_byte_of_the_seal_is_refused(part):
    files = made()
    content = files["EF.SOD"]
    place = int(len(content) * part)
    files["EF.SOD"] = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    assert not good(inspected(files))


def test_a_group_taken_away_or_added_is_found():
    files = made()
    fewer = {name: content for name, content in files.items() if name != "EF.DG12"}
    assert inspected(fewer)["wrong"] == ["count"]
    assert "EF.DG3" in inspected({**files, "EF.DG3": b"c\0"})["wrong"]


def test_another_authority_and_an_expired_signer_are_refused():
    files = made()
    certificate = x509.load_der_x509_certificate(card_signer().certificate or b"")
    assert not inspected(files, roots=[])["accepted"]
    assert not inspected(files, at=certificate.not_valid_after_utc + timedelta(days=1))["accepted"]
    assert inspected(files, at=certificate.not_valid_after_utc - timedelta(days=1))["accepted"]


HOLDERS: list[tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = [
    ({}, lambda zone: (zone["lastName"], zone["firstName"], zone["sex"]) == ("RAHIMOVA", "ZARINA", "female")),
    ({"family_name": "O'NEIL-SMITH", "given_names": "ANNA MARIA"}, lambda zone: zone["lastName"] == "ONEIL SMITH"),
    ({"family_name": "Щербакова", "given_names": "Юлия"}, lambda zone: zone["lastName"] == "SHCHERBAKOVA"),
    ({"family_name": "OʻTKIROVA", "given_names": "GʻUNCHA"}, lambda zone: zone["firstName"] == "GUNCHA"),
    ({"family_name": "ÇELİK", "given_names": "GÜL"}, lambda zone: zone["lastName"] == "CELIK"),
    ({"family_name": "A" * 60}, lambda zone: zone["lastName"] == "A" * 27),
    ({"family_name": "", "given_names": "SUKARNO"}, lambda zone: zone["lastName"] == "SUKARNO"),
]


@pytest.mark.parametrize(("holder", "as_expected"), HOLDERS)
def test_an_independent_reader_reads_the_zone(holder, as_expected):
    answer = inspected(made(**holder))
    assert good(answer)
    zone = answer["zone"]
    assert (zone["format"], zone["number"], zone["nationality"], zone["issuingState"]) == ("TD1", "772600000017", "TJK", "RUS")
    assert (zone["birthDate"], zone["expirationDate"]) == ("940517", "270314")
    assert set(zone["invalid"]) <= {"firstName"}, zone
    assert as_expected(zone), zone


@pytest.mark.parametrize("name", ["王", "محمد", "Ҷ"])
def test_a_name_that_the_zone_cannot_hold_is_refused_before_anything_is_signed(name):
    with pytest.raises(NameNotWritable):
        chip_files(facts(family_name=name, given_names=""), face(photo()))
