"""For whom a row is written, as the database itself reads it from the profile: whichever door writes, nobody unknown gets a place or a
turn, and one identity document counts once, in however many accounts it stands."""

from collections.abc import Iterable
from typing import Final

import pgtrigger

# The document as one text: state and number without signs between; O and I are what hands make of 0 and 1. Of the children whom a parent's
# passport names each one is told apart by birthday and given names.
KEY: Final = """left({document}.issuing_state || ' '
    || translate(upper(regexp_replace({document}.number, '[^[:alnum:]]', '', 'g')), 'OI', '01')
    || CASE WHEN {document}.kind = 'in_parents'
       THEN '/' || to_char({person}.birth_date, 'YYYYMMDD') || upper(regexp_replace({person}.given_names, '[^[:alpha:]]', '', 'g'))
       ELSE '' END, 120)"""
_KNOWN: Final = """
    FROM profiles_person p JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current
    WHERE p.id = NEW.person_id AND p.birth_date IS NOT NULL AND p.family_name || p.given_names <> ''
"""
_UNKNOWN: Final = """
    RAISE EXCEPTION 'nobody knows who comes' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_known_comes';
"""
# An officer has seen the original with somebody else (`models.seen`): whoever typed its number has nothing by it.
_OF_ANOTHER: Final = """
IF EXISTS (SELECT FROM appointments_documentseen seen
           WHERE seen.identity = NEW.identity AND seen.replaced_at IS NULL AND seen.person_id <> NEW.{whose}) THEN
    RAISE EXCEPTION 'the document was seen with somebody else' USING ERRCODE = 'check_violation', CONSTRAINT = 'document_is_of_who_comes';
END IF;
"""
# A place is sold once, also when a walk-in has it (`board_visit`, which has such a look of its own): who comes second waits at the
# place's row and sees what was committed meanwhile.
_NOT_A_WALK_INS: Final = """
PERFORM FROM appointments_slot WHERE id = NEW.slot_id FOR NO KEY UPDATE;
IF EXISTS (SELECT FROM board_visit WHERE slot_id = NEW.slot_id) THEN
    RAISE EXCEPTION 'a walk-in has this place' USING ERRCODE = 'unique_violation', CONSTRAINT = 'place_is_sold_once';
END IF;
"""
_WRITTEN: Final = pgtrigger.Insert | pgtrigger.Update
# A session keeps the plan of the first time, which reads tables that were almost empty then from end to end.
_DECLARE: Final = [("was", "TEXT")]
_BY_INDEX: Final = "was := current_setting('enable_seqscan'); PERFORM set_config('enable_seqscan', 'off', true);"
_AS_BEFORE: Final = "PERFORM set_config('enable_seqscan', was, true);"
_OF_PERSON: Final = KEY.format(person="p", document="d")
# When the visit is over nobody has to be compared any more: the copy goes, unless an officer accepted a change and says by which ground.
_BOOKED_FOR: Final = f"""
IF NEW.closed_at IS NOT NULL AND NEW.ground = '' THEN
    NEW.booked_name = ''; NEW.booked_birth_date = NULL; NEW.identity = '';
END IF;
IF NEW.closed_at IS NOT NULL OR TG_OP = 'UPDATE' AND NEW.slot_id = OLD.slot_id THEN
    RETURN NEW;
END IF;
{_BY_INDEX}
{_NOT_A_WALK_INS}
IF TG_OP = 'UPDATE' THEN
    {_AS_BEFORE}
    RETURN NEW;
END IF;
SELECT btrim(p.family_name || ' ' || p.given_names), p.birth_date, {_OF_PERSON} INTO NEW.booked_name, NEW.booked_birth_date, NEW.identity
{_KNOWN};
IF NOT FOUND THEN {_UNKNOWN} END IF;
{_OF_ANOTHER.format(whose="person_id")}
{_AS_BEFORE}
RETURN NEW;
"""
# Who has an account has a turn of her own. A child has one once its document and the proof of kinship are in its profile; until then it
# shares that of who acts for it, whichever document she shows meanwhile.
_TURN_OF: Final = f"""
IF NEW.state NOT IN ({{open}}) THEN
    NEW.identity = '';
END IF;
IF TG_OP = 'UPDATE' OR NEW.state NOT IN ({{open}}) THEN
    RETURN NEW;
END IF;
{_BY_INDEX}
PERFORM {_KNOWN};
IF NOT FOUND THEN {_UNKNOWN} END IF;
SELECT turn.whose, turn.key INTO NEW.whose_turn, NEW.identity FROM (
    SELECT 0 AS position, p.id AS whose, {_OF_PERSON} AS key
    {_KNOWN} AND (p.user_id IS NOT NULL OR EXISTS (
        SELECT FROM profiles_guardianship g JOIN profiles_document proof ON proof.id = g.proof_id AND proof.removed_at IS NULL
        WHERE g.child_id = p.id AND g.ended_on IS NULL))
    UNION ALL
    SELECT g.id, p.id, {_OF_PERSON}
    FROM profiles_guardianship g
    JOIN profiles_person p ON p.id = g.guardian_id JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current
    WHERE g.child_id = NEW.person_id AND g.ended_on IS NULL
) turn ORDER BY turn.position LIMIT 1;
IF NOT FOUND THEN {_UNKNOWN} END IF;
{_OF_ANOTHER.format(whose="whose_turn")}
{_AS_BEFORE}
RETURN NEW;
"""  # noqa: S608 (text of this program alone)


def booked_for() -> pgtrigger.Trigger:
    """Name, birthday and document as they are at this moment: what is compared at the counter."""
    return pgtrigger.Trigger(name="booked_for_whom", when=pgtrigger.Before, operation=_WRITTEN, declare=_DECLARE, func=_BOOKED_FOR)


def turn_of(*, while_in: Iterable[str]) -> pgtrigger.Trigger:
    """Whose turn this is, and by which document; the document is kept while the row is in these states."""
    states = ", ".join(f"'{state}'" for state in while_in)
    func = _TURN_OF.format(open=states)
    return pgtrigger.Trigger(name="turn_of_whom", when=pgtrigger.Before, operation=_WRITTEN, declare=_DECLARE, func=func)


__all__ = ["KEY", "booked_for", "turn_of"]
