"""What the APIs of this room share: for whom somebody asks, and how their examples are written."""

from functools import cached_property
from typing import Any, Final

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers
from rest_framework.views import APIView

from portal.accounts.permissions import IsApplicant
from portal.accounts.selectors import pk_of
from portal.edge.idempotency import HEADER
from profiles.acting import children_of
from profiles.models import Person

ME: Final = "me"
KEY: Final = [OpenApiParameter(HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)]
CHILD: Final = "1f0e2a54-8f53-4d43-9a3b-0d5f4c1e9b7a"  # of examples

Fields = dict[str, serializers.Field[Any, Any, Any, Any]]


def shown(name: str, value: Any, status: int = 200) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=[str(status)])


def sent(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


class SaysForWhom(serializers.BaseSerializer[Any]):
    """`for`, a word of Python: "me", or the child's number."""

    def get_fields(self) -> Fields:
        return {**super().get_fields(), "for": serializers.SerializerMethodField(method_name="for_whom")}  # type: ignore[misc]

    def for_whom(self, row: Any) -> str:
        children: dict[int, str] = self.context.get("children", {})
        return children.get(row.person_id, ME)


class AsksForWhom(serializers.Serializer[Any]):
    """`for`: who comes, the caller or a child for whom she acts (the number in the address of the child's pages)."""

    def get_fields(self) -> Fields:
        return {**super().get_fields(), "for": serializers.CharField(max_length=36, default=ME, help_text='"me" or the number of a child.')}


class ForWhom(APIView):
    """What a person asks for herself and for her children."""

    permission_classes = [IsApplicant]

    @cached_property
    def children(self) -> dict[int, str]:
        """Those for whom the caller acts at this moment: person and number."""
        return {held.child_id: str(held.number) for held in children_of(self.request.user)}

    def get_serializer_context(self) -> dict[str, Any]:
        return {"request": self.request, "view": self, "children": self.children}

    def who(self, named: str) -> int:
        """The caller's own profile, or the child of that number. Raises `Http404`, also for a child of somebody else."""
        if named == ME:
            found = Person.objects.filter(user_id=pk_of(self.request.user)).values_list("pk", flat=True).first()
        else:
            found = next((child for child, number in self.children.items() if number == named), None)
        if found is None:
            raise Http404
        return found


__all__ = ["CHILD", "KEY", "ME", "AsksForWhom", "ForWhom", "SaysForWhom", "sent", "shown"]
