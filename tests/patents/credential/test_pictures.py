"""Which pictures of a code are read and which are not. docs/credential.md tells the same limits; a wrong text is never given."""

import pytest
from PIL import Image

from portal.signing.pictures import text_in_picture
from tests.patents.credential import pictures
from tests.patents.credential.people import LONG, code_of, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> str:
    """The densest code that is common: a long name."""
    return code_of(issued(person=LONG))


READ = {
    **{f"turned by {angle}": lambda code, angle=angle: pictures.turned(pictures.drawn(code), angle) for angle in range(0, 360, 15)},
    **{f"tilted by {angle}": lambda code, angle=angle: pictures.tilted(pictures.drawn(code), angle) for angle in (15, 30, 45, 60)},
    "blurred by two fifths of a square": lambda code: pictures.blurred(pictures.drawn(code), 0.4),
    "a tenth of the light": lambda code: pictures.dark(pictures.drawn(code), 0.1),
    "little light and noise": lambda code: pictures.noisy(pictures.dark(pictures.on_a_table(pictures.drawn(code)), 0.15), 20),
    "two pixels a square": lambda code: pictures.drawn(code, 2),
    "two and a half pixels a square, turned by 17": lambda code: pictures.turned(pictures.drawn(code, 2.5), 17),
    "a thumb over a twentieth": lambda code: pictures.covered(pictures.drawn(code), 0.05),
    "squeezed by a messenger": lambda code: pictures.squeezed(pictures.on_a_table(pictures.drawn(code, 4)), 15),
    "white on black": lambda code: pictures.inverted(pictures.drawn(code)),
    "a twelfth of a photo of 12 megapixels": lambda code: pictures.on_a_table(pictures.drawn(code, 4), (4000, 3000)),
    "tilted, turned and out of focus": lambda code: pictures.blurred(pictures.turned(pictures.tilted(pictures.drawn(code), 25), 40), 0.35),
}
NOT_READ = {
    "blurred by a square": lambda code: pictures.blurred(pictures.drawn(code), 1),
    "a fiftieth of the light": lambda code: pictures.dark(pictures.drawn(code), 0.02),
    "less than a pixel a square": lambda code: pictures.drawn(code, 0.8),
    "a thumb over a third": lambda code: pictures.covered(pictures.drawn(code), 0.33),
    "tilted by 75": lambda code: pictures.tilted(pictures.drawn(code), 75),
}


def given(image: Image.Image) -> bytes:
    return pictures.png(image if image.width > 1300 else pictures.on_a_table(image))


@pytest.mark.parametrize("name", READ)
def test_it_is_read(text, name):
    assert text_in_picture(given(READ[name](text))) == text


@pytest.mark.parametrize("name", NOT_READ)
def test_it_is_not_read_and_nothing_else_is_given_for_it(text, name):
    assert text_in_picture(given(NOT_READ[name](text))) is None
