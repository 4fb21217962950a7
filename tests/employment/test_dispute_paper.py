"""The paper of a dispute says why it is due on that day in whole sentences."""

import io
import re

import pytest
from django.utils import translation
from pypdf import PdfReader

from employment.disputes.paper import dispute_pdf
from tests.employment.test_disputes import open_one

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "basis"), [("ru", "Основание:"), ("en", "Basis:")])
def test_each_step_names_its_act_in_a_sentence_of_its_own(language: str, basis: str):
    with translation.override(language):
        pages = PdfReader(io.BytesIO(dispute_pdf(open_one(), is_author=True))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert basis in text
    assert not re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)  # a day is said in words, and once
