"""The status lists: built by the database, by the same rule as everything else, and never going backwards."""

import base64
import json
import threading
import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client

from patents.credential import lists
from patents.credential.indices import give_missing_indices, index_of
from patents.credential.lists import bits, build_block, build_due
from patents.credential.models import CredentialIndex, StatusBlock, StatusList
from patents.models import Patent
from patents.rules.validity import ValidityAnswer
from patents.selectors import validity
from patents.services import record_payment
from patents.services.payments import Receipt
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_due
from portal.legal import regions
from portal.signing.jws import verify_jws
from tests.factories import make_patent
from tests.patents.credential.people import FIRST, LAST, NOON, at, issued, later

pytestmark = pytest.mark.django_db
