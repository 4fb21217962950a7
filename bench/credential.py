"""Codes per second on one core: content -> claims -> COSE_Sign1 -> zlib -> base45, with the key loaded. The aim is 1,000."""

import time
from datetime import date

from bench.aims import judged
from patents.credential.fields import Content
from patents.credential.issuing import signed
from portal import clock
from portal.signing.keys import signer

TIMES, AIM = 5_000, 1_000
_CONTENT = Content(
    series="77", number="2600000017", name="ABDURAKHMONOVA-MUKHAMMADSHARIFZODA GULCHEHRA MUKHABBATKHON", birth_date=date(1994, 5, 17),
    citizenship="TJ", region="77", profession="bricklayer", issued_on=date(2026, 3, 15), begins_on=date(2026, 3, 15),
    paid_through=date(2026, 4, 14),
)  # fmt: skip


def run() -> None:
    key, now = signer("credential"), clock.now()
    start = time.perf_counter()
    for number in range(TIMES):
        signed(_CONTENT, index=number, at=now, by=key)
    rate = TIMES / (time.perf_counter() - start)
    told = judged("credential: codes signed a second", met=rate >= AIM)
    print(f"credential: {rate:,.0f} codes signed a second on one core (aim {AIM:,}){told}")
