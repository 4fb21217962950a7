"""What can be wrong with an answer depends on the answer."""

import pytest

from employment.disputes.models import Dispute
from employment.disputes.rules.reasons import fits
from tests.employment.watch_world import make_check
from tests.employment.world import make_consent, make_organisation, valid_patent
from tests.factories import make_patent, sign_in


@pytest.mark.parametrize(
    ("result", "names_worker", "offered"),
    [
        ("valid", False, {"ended", "other"}),
        ("valid", True, {"ended", "region", "profession", "other"}),
        ("not_valid", False, {"paid", "other"}),
        ("not_valid", True, {"paid", "region", "profession", "other"}),
        ("not_found", False, {"found", "other"}),
    ],
)
def test_an_objection_fits_its_answer(result: str, names_worker: bool, offered: set[str]):
    assert {about for about in Dispute.About.values if fits(about, result=result, names_worker=names_worker)} == offered


@pytest.mark.django_db
@pytest.mark.parametrize(("way", "offered"), [("number", ["ended", "other"]), ("code", ["ended", "region", "profession", "other"])])
def test_the_page_offers_what_the_receipt_leaves_room_for(way: str, offered: list[str]):
    organisation = make_organisation()
    if way == "code":
        patent = valid_patent()
        consent, _code = make_consent(organisation, patent=patent)
        receipt = make_check(organisation=organisation, patent=patent, result="valid", way="code", consent=consent)
    else:
        receipt = make_check(organisation=organisation, patent=make_patent("issued"), result="valid")
    assert receipt.person is not None
    client = sign_in(receipt.person.user)
    form = client.get(f"/disputes/of/{receipt.number}/").context["form"]
    assert [about for about, _words in form.fields["about"].choices] == offered
    sent = {"about": "paid", "text": "x", "submission_key": form["submission_key"].value()}
    assert list(client.post(f"/disputes/of/{receipt.number}/", sent).context["form"].errors) == ["about"]
    assert not Dispute.objects.exists()
