"""People and open sessions for a load, made in the tables of a site by its own settings (`DJANGO_SETTINGS_MODULE`).

python -m bench.people make 1000              people from FIRST on, each with an account, a profile of the same key and a passport
python -m bench.people sign_in 1000 FILE      a session for each of them; FILE gets the cookies, a JSON list in order of the keys"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

FIRST = 1_000_001  # beside whoever is there
ROOT = Path(__file__).resolve().parents[1]


def ask(env: dict[str, str], command: str, count: int) -> list[str]:
    """Run this module with the settings of a site. The cookies, when it was asked to sign people in."""
    with tempfile.NamedTemporaryFile() as file:
        arguments = [sys.executable, "-m", "bench.people", command, str(count), file.name]
        subprocess.run(arguments, cwd=ROOT, env={**os.environ, **env}, check=True)
        told = file.read()
    return list(json.loads(told)) if told else []


def make(count: int, _file: str) -> None:
    from portal.accounts.models import User
    from profiles.models import IdentityDocument, Person

    keys = range(FIRST, FIRST + count)
    names = {"family_name": "BENCH", "given_names": "PERSON", "birth_date": "1994-05-17", "sex": "F", "citizenship": "TJ"}
    User.objects.bulk_create([User(pk=key, email=f"person{key}@bench.example", password="!") for key in keys], batch_size=2000)
    Person.objects.bulk_create([Person(pk=key, user_id=key, **names) for key in keys], batch_size=2000)
    papers = [IdentityDocument(person_id=key, kind="passport", number=f"B{key}", issuing_state="TJ") for key in keys]
    IdentityDocument.objects.bulk_create(papers, batch_size=2000)


def sign_in(count: int, file: str) -> None:
    """As the sign-in does it, but for the code that somebody would have to type."""
    from django.conf import settings
    from django.contrib import auth

    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookies, rows = [], []
    for user in auth.get_user_model().objects.filter(pk__in=range(FIRST, FIRST + count)).order_by("pk"):
        session = store()
        session[auth.SESSION_KEY] = str(user.pk)
        session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        session._session_key = session._get_new_session_key()
        rows.append(session.create_model_instance(session._session))
        cookies.append(session.session_key)
    store.get_model_class().objects.bulk_create(rows, batch_size=2000)
    Path(file).write_text(json.dumps(cookies), encoding="utf-8")


if __name__ == "__main__":
    import django

    django.setup()
    commands: dict[str, Callable[[int, str], None]] = {"make": make, "sign_in": sign_in}
    commands[sys.argv[1]](int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
