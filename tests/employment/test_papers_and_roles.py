"""Papers that show who may act, who of the employees looked, and roles that change without an employer losing its last owner."""

import io
from html import unescape
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from employment.errors import LastOwner, MayNot, MemberGone, ProofsDecided, TooManyProofs
from employment.models import AuthorityProof, OrganisationLook
from employment.services import add_proof, change_role, confirm, remove_member, remove_proof
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.runtime.grants import append_only_tables
from profiles.errors import FileOfWrongType
from tests.employment.world import add_member, make_organisation, owner_of
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


def picture(shade: int = 0) -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("L", (40, 30), shade).save(kept, "PNG")
    return SimpleUploadedFile("доверенность.png", kept.getvalue())


def add(organisation: Any, *, user: Any = None, file: Any = None, shade: int = 0) -> AuthorityProof:
    user = user or owner_of(organisation)
    return add_proof(organisation_id=organisation.pk, kind="power", uploaded_file=file or picture(shade), actor=actor_of(user))


def words(response: Any) -> str:
    return unescape(response.content.decode())


class TestPapers:
    def test_the_founder_sends_one_the_officer_sees_it_before_confirming_and_the_people_see_who_looked(self):
        organisation = make_organisation("pending")
        founder, officer = sign_in(owner_of(organisation)), sign_in(make_user("officer"))
        page = f"/employer/{organisation.number}/papers/"
        assert founder.post(page, {"kind": "power", "file": picture()}).status_code == 302
        proof, address = AuthorityProof.objects.get(), f"/admin/employer/{organisation.number}/"
        assert "доверенность.png" in words(officer.get(address))
        opened = officer.get(f"{address}papers/{proof.pk}/")
        assert b"".join(opened.streaming_content) == default_storage.open(proof.file.name).read()
        assert "sandbox" in opened.headers["Content-Security-Policy"]
        officer.get(f"/admin/employment/organisation/{organisation.pk}/change/")
        looks = OrganisationLook.objects.filter(organisation=organisation).order_by("pk")
        assert [look.what for look in looks] == ["data", "proof", "data"]
        assert {look.reader_role for look in looks} == {"officer"}
        shown = founder.get(f"/employer/{organisation.number}/looks/")
        assert sum(look.times for look in shown.context["looks"]) == len(looks)
        assert "Отделение 770-001" in words(shown)
        viewer = sign_in(add_member(organisation, make_user(), "viewer"))
        assert viewer.get(f"/employer/{organisation.number}/looks/").status_code == 200
        assert viewer.get(page).status_code == 404

    def test_a_look_is_kept_for_good(self):
        """The portal's role in the database may add and read: no more (`tests/runtime` proves what that means)."""
        assert OrganisationLook._meta.db_table in append_only_tables()

    def test_a_page_that_the_officer_may_not_open_leaves_no_look(self):
        organisation = make_organisation()
        assert sign_in(make_user("operator")).get(f"/admin/employer/{organisation.number}/").status_code == 403
        assert sign_in(owner_of(organisation)).get(f"/admin/employer/{organisation.number}/").status_code == 302
        assert not OrganisationLook.objects.exists()

    def test_the_same_file_is_one_paper_and_what_is_refused_leaves_no_file(self):
        organisation = make_organisation("pending")
        first = add(organisation)
        assert add(organisation) == first
        with pytest.raises(FileOfWrongType):
            add(organisation, file=SimpleUploadedFile("x.pdf", b"MZ not a paper"))
        with pytest.raises(MayNot):
            add(organisation, user=add_member(organisation, make_user(), "hr"), shade=9)
        for shade in range(1, 5):
            add(organisation, shade=shade)
        with pytest.raises(TooManyProofs):
            add(organisation, shade=6)
        kept = set(AuthorityProof.objects.values_list("file", flat=True))
        assert len(kept) == 5
        assert Event.objects.filter(name="employment.ProofAdded").count() == 5

    def test_papers_stay_as_they_were_once_an_officer_has_decided(self, django_capture_on_commit_callbacks):
        organisation = make_organisation("pending")
        wrong, right = add(organisation), add(organisation, shade=7)
        owner = actor_of(owner_of(organisation))
        with django_capture_on_commit_callbacks(execute=True):
            remove_proof(proof_id=wrong.pk, actor=owner)
            remove_proof(proof_id=wrong.pk, actor=owner)
        assert (default_storage.exists(wrong.file.name), default_storage.exists(right.file.name)) == (False, True)
        confirm(organisation_id=organisation.pk, actor=actor_of(make_user("officer")))
        with pytest.raises(ProofsDecided):
            remove_proof(proof_id=right.pk, actor=owner)
        with pytest.raises(ProofsDecided):
            add(organisation, shade=8)
        client = sign_in(owner_of(organisation))
        assert client.post(f"/employer/{organisation.number}/papers/{right.pk}/remove/").status_code == 302
        assert AuthorityProof.objects.filter(removed_at=None).get() == right

    def test_a_paper_that_came_or_went_after_the_officer_looked_is_not_confirmed_unseen(self):
        organisation = make_organisation("pending")
        first, address = add(organisation), f"/admin/employer/{organisation.number}/"
        officer = sign_in(make_user("officer"))
        seen = officer.get(address).context["seen"]["seen_papers"]
        add(organisation, shade=3)
        page = officer.post(address, {"outcome": "confirmed", "seen_papers": seen})
        assert page.context["form"].non_field_errors()
        remove_proof(proof_id=first.pk, actor=actor_of(owner_of(organisation)))
        assert officer.post(address, {"outcome": "confirmed", "seen_papers": page.context["seen"]["seen_papers"]}).status_code == 200
        organisation.refresh_from_db()
        assert organisation.status == "pending"
        seen = officer.get(address).context["seen"]["seen_papers"]
        assert officer.post(address, {"outcome": "confirmed", "seen_papers": seen}).status_code == 302

    def test_another_employers_paper_answers_like_one_that_never_was(self):
        theirs, mine = add(make_organisation("pending")), make_organisation("pending")
        client = sign_in(owner_of(mine))
        assert client.get(f"/employer/{mine.number}/papers/{theirs.pk}/").status_code == 404
        assert client.post(f"/employer/{mine.number}/papers/{theirs.pk}/remove/").status_code == 404
        assert sign_in(make_user("officer")).get(f"/admin/employer/{mine.number}/papers/{theirs.pk}/").status_code == 404


class TestRoles:
    def test_an_owner_changes_a_role_and_the_person_hears_of_it(self):
        organisation = make_organisation()
        hr = add_member(organisation, make_user(), "hr")
        member = organisation.members.get(user=hr)
        client = sign_in(owner_of(organisation))
        assert client.post(f"/employer/{organisation.number}/people/{member.pk}/role/", {"role": "viewer"}).status_code == 302
        dispatch_pending()
        member.refresh_from_db()
        assert member.role == "viewer"
        assert "viewer" in Message.objects.get(recipient=hr, channel="inbox").body
        assert Event.objects.get(name="employment.RoleChanged").payload == {
            "organisation_id": organisation.pk, "user_id": hr.pk, "was": "hr", "role": "viewer"
        }  # fmt: skip

    def test_the_same_role_again_is_no_change(self):
        organisation = make_organisation()
        owner = organisation.members.get()
        change_role(member_id=owner.pk, role="owner", actor=actor_of(owner.user))
        assert not Event.objects.filter(name="employment.RoleChanged").exists()

    def test_the_last_owner_stays_one_and_is_told_why_on_the_page(self):
        organisation = make_organisation()
        owner = organisation.members.get()
        with pytest.raises(LastOwner):
            change_role(member_id=owner.pk, role="hr", actor=actor_of(owner.user))
        page = sign_in(owner.user).post(f"/employer/{organisation.number}/people/{owner.pk}/role/", {"role": "hr"})
        assert page.context["form"].errors["role"]
        add_member(organisation, make_user(), "owner")
        assert change_role(member_id=owner.pk, role="hr", actor=actor_of(owner.user)).role == "hr"
        dispatch_pending()
        assert not Message.objects.filter(recipient=owner.user).exists()  # nobody is told what they did themselves

    def test_only_owners_change_roles_and_nobody_of_another_employer(self):
        organisation, other = make_organisation(), make_organisation()
        owner = organisation.members.get()
        for user in (add_member(organisation, make_user(), "hr"), owner_of(other)):
            with pytest.raises(MayNot):
                change_role(member_id=owner.pk, role="viewer", actor=actor_of(user))
            page = f"/employer/{organisation.number}/people/{owner.pk}/role/"
            assert sign_in(user).post(page, {"role": "viewer"}).status_code == 404
        with pytest.raises(MemberGone):
            change_role(member_id=10**9, role="hr", actor=actor_of(owner.user))

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_who_is_removed_hears_of_it_and_of_who_leaves_the_owners_hear(self, language):
        organisation = make_organisation(owner=make_user(language=language))
        owner = owner_of(organisation)
        removed, left = (add_member(organisation, make_user(language=language), "hr") for _n in range(2))
        remove_member(member_id=organisation.members.get(user=removed).pk, actor=actor_of(owner))
        client = sign_in(left)
        assert client.post(f"/employer/{organisation.number}/people/{organisation.members.get(user=left).pk}/remove/").status_code == 302
        dispatch_pending()
        assert organisation.name in Message.objects.get(recipient=removed, channel="inbox").subject
        assert left.email in Message.objects.get(recipient=owner, channel="inbox").body
        assert not Message.objects.filter(recipient=left).exists()

    def test_a_member_who_is_no_owner_removes_nobody_else(self):
        organisation = make_organisation()
        hr = sign_in(add_member(organisation, make_user(), "hr"))
        owner = organisation.members.get(role="owner")
        address = f"/employer/{organisation.number}/people/{owner.pk}/remove/"
        assert (hr.get(address).status_code, hr.post(address).status_code) == (404, 404)
        assert organisation.members.count() == 2

    @pytest.mark.parametrize("role", ["owner", "hr"])
    def test_the_page_that_asks_once_more_removes_nobody(self, role):
        """An owner about a colleague, and a colleague about leaving."""
        organisation = make_organisation()
        colleague = add_member(organisation, make_user(), "hr")
        client = sign_in(owner_of(organisation) if role == "owner" else colleague)
        address = f"/employer/{organisation.number}/people/{organisation.members.get(user=colleague).pk}/remove/"
        before = client.get(f"/employer/{organisation.number}/{'people/' if role == 'owner' else ''}").content.decode()
        asked = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert f'href="{address}"' in before
        assert ("Leave the employer?" in asked, colleague.email in asked.split("<main")[1]) == (role == "hr", role == "owner")
        assert organisation.members.count() == 2
