"""Papers by which the founder of an employer's account shows that they may act for it, and who looked at them."""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from employment.errors import ProofsDecided, TooManyProofs
from employment.events import ProofAdded, ProofRemoved
from employment.models import AuthorityProof, Organisation, OrganisationLook
from employment.models.standing import MOST_PROOFS
from employment.rules.roles import MANAGE
from employment.services.locking import locked_organisation
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.looks import looked_as


def add_proof(*, organisation_id: int, kind: str, uploaded_file: UploadedFile, actor: Actor) -> AuthorityProof:
    """Keep a paper while an officer has not decided. The same file again is the one that exists.

    The file is looked at and stored before the transaction; when anything fails no row and no file stays.
    Raises `FileRefused` and its kinds, `ScannerAway`, `MayNot`, `ProofsDecided`, `TooManyProofs`."""
    proof = AuthorityProof(organisation_id=organisation_id, kind=kind, sent_by_id=actor.human_id, sent_at=clock.now())
    proof.take_in(uploaded_file)
    try:
        kept = _write_down(proof, actor)
    except BaseException:
        proof.drop()
        raise
    if kept.pk != proof.pk:
        proof.drop()
    return kept


@transaction.atomic
def _write_down(proof: AuthorityProof, actor: Actor) -> AuthorityProof:
    organisation = _undecided(proof.organisation_id, actor)
    kept = organisation.proofs.filter(removed_at=None)
    if same := kept.filter(sha256=proof.sha256).first():
        return same
    if kept.count() >= MOST_PROOFS:
        raise TooManyProofs(limit=MOST_PROOFS)
    proof.save(force_insert=True)
    emit(ProofAdded(organisation_id=organisation.pk, proof_id=str(proof.pk), kind=proof.kind, sha256=proof.sha256), actor=actor)
    return proof


@transaction.atomic
def remove_proof(*, proof_id: uuid.UUID, actor: Actor) -> AuthorityProof:
    """Take a paper back before the decision. Twice is once. Raises `MayNot`, `ProofsDecided`."""
    organisation_id = AuthorityProof.objects.values_list("organisation_id", flat=True).get(pk=proof_id)
    _undecided(organisation_id, actor)
    proof = AuthorityProof.objects.get(pk=proof_id)
    if proof.removed_at is None:
        proof.removed_at = clock.now()
        proof.save(update_fields=["removed_at"])
        emit(ProofRemoved(organisation_id=organisation_id, proof_id=str(proof.pk)), actor=actor)
        # A file that could not be deleted now is one that no row needs: the sweep removes it.
        transaction.on_commit(proof.drop, robust=True)
    return proof


@transaction.atomic
def record_look(*, organisation_id: int, reader: Any, what: str) -> OrganisationLook:
    """Write down that an employee looks at an employer's data or at a paper, before anything is shown."""
    return OrganisationLook.objects.create(organisation_id=organisation_id, what=what, **looked_as(reader))


def _undecided(organisation_id: int, actor: Actor) -> Organisation:
    organisation = locked_organisation(organisation_id, actor, MANAGE)
    if organisation.status not in Organisation.PROVABLE:
        raise ProofsDecided
    return organisation


__all__ = ["add_proof", "record_look", "remove_proof"]
