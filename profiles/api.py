"""The person's own profile for programs that act for her."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.permissions import IsApplicant
from profiles.document_kinds import kind_of
from profiles.models import Document, Entry, IdentityDocument, Person
from profiles.selectors import PersonFacts, documents_of, facts, person_of


class IdentityDocumentSerializer(serializers.Serializer[PersonFacts]):
    kind = serializers.ChoiceField(choices=IdentityDocument.Kind.choices, source="document_kind", allow_blank=True)
    number = serializers.CharField(source="document_number", allow_blank=True)
    issuing_state = serializers.CharField(source="document_issuing_state", allow_blank=True)
    issued_on = serializers.DateField(source="document_issued_on", allow_null=True)
    expires_on = serializers.DateField(source="document_expires_on", allow_null=True)


class EntrySerializer(serializers.Serializer[PersonFacts]):
    entered_on = serializers.DateField(allow_null=True)
    purpose = serializers.ChoiceField(choices=Entry.Purpose.choices, allow_blank=True)
    card_series = serializers.CharField(allow_blank=True)
    card_number = serializers.CharField(allow_blank=True)
    stay_until = serializers.DateField(allow_null=True)


class AddressSerializer(serializers.Serializer[PersonFacts]):
    region = serializers.CharField(allow_blank=True)
    text = serializers.CharField(source="address", allow_blank=True)
    registered_until = serializers.DateField(allow_null=True)


class DocumentSerializer(serializers.ModelSerializer[Document]):
    kind_name = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = ("id", "kind", "kind_name", "shown_name", "content_type", "size", "sha256", "pages", "valid_until", "uploaded_at")

    def get_kind_name(self, document: Document) -> str:
        return str(kind_of(document.kind).name)


class ProfileSerializer(serializers.Serializer[PersonFacts]):
    """Unknown dates are null, unknown text is empty; `missing` names the parts that are not filled yet."""

    family_name = serializers.CharField(allow_blank=True)
    given_names = serializers.CharField(allow_blank=True)
    patronymic = serializers.CharField(allow_blank=True)
    family_name_ru = serializers.CharField(allow_blank=True)
    given_names_ru = serializers.CharField(allow_blank=True)
    patronymic_ru = serializers.CharField(allow_blank=True)
    birth_date = serializers.DateField(allow_null=True)
    birth_place = serializers.CharField(allow_blank=True)
    sex = serializers.ChoiceField(choices=Person.Sex.choices, allow_blank=True)
    citizenship = serializers.CharField(allow_blank=True, help_text="ISO 3166 alpha-2, or XXA, XXB, XXC, XXX")
    phone = serializers.CharField(allow_blank=True)
    inn = serializers.CharField(allow_blank=True, help_text="Twelve digits")
    identity_document = IdentityDocumentSerializer(source="*")
    entry = EntrySerializer(source="*")
    address = AddressSerializer(source="*")
    missing = serializers.ListField(child=serializers.ChoiceField(choices=["passport", "personal", "entry", "address"]))
    documents = serializers.SerializerMethodField()

    @extend_schema_field(DocumentSerializer(many=True))
    def get_documents(self, known: PersonFacts) -> list[dict[str, Any]]:
        documents = self.context["documents"]
        return list(DocumentSerializer(documents, many=True).data)


class MeView(APIView):
    """The profile of the signed-in person, as far as it is filled."""

    permission_classes = [IsApplicant]

    @extend_schema(operation_id="me", responses=ProfileSerializer)
    def get(self, request: Request) -> Response:
        person = person_of(request.user)
        documents = documents_of(person) if person else Document.objects.none()
        known = facts(person) if person else PersonFacts()
        return Response(ProfileSerializer(known, context={"documents": documents}).data)
