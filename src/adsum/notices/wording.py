"""The content of one letter: the pack's text for its date, with what the records say of student, family and school."""

from datetime import date

from adsum.district.letterhead import Letterhead
from adsum.enrollment.models import Student
from adsum.notices.grounds import Ground
from adsum.notices.levels import LETTERS
from adsum.notices.recipients import ENGLISH, Recipient
from adsum.notices.rendering.compose import Content, LetterFacts, compose
from adsum.policy.packs import Pack

VALUES = ("truancy.events", "truancy.minutes", "truancy.age_from", "truancy.age_under")


def content_of(
    *,
    reference: str,
    student: Student,
    ground: Ground,
    recipient: Recipient,
    letterhead: Letterhead,
    level: int,
    school_year: int,
    letter_date: date,
    choices: tuple[str, ...],
    pack: Pack,
) -> Content:
    """Everything the letter says, and what it rests on. Raises MissingLetterField."""
    letter = pack.letter(LETTERS[level], on=letter_date)
    is_own = "to_student" in choices
    facts = LetterFacts(
        reference=reference,
        letter_date=letter_date,
        school_year=school_year,
        level=level,
        student_name=student.name,
        grade=ground.grade,
        school_name=letterhead.school,
        school_address=letterhead.address,
        school_phone=letterhead.phone,
        district_name=letterhead.district,
        principal_name=letterhead.principal,
        addressee_name=student.name if is_own else recipient.name,
        address_lines=() if "by_hand" in choices else recipient.address_lines,
        events=ground.events,
        languages=languages_of(recipient, offered=letter.languages),
        is_to_student=is_own,
    )
    values = {key: pack.value(key, on=letter_date) for key in VALUES}
    return {
        **compose(letter=letter, facts=facts, pack_version=pack.version),
        "values": values,
        "choices": sorted(choices),
    }


def languages_of(recipient: Recipient, *, offered: tuple[str, ...]) -> tuple[str, ...]:
    """English always, then the family's language where there is a template in it."""
    return (ENGLISH, recipient.language) if recipient.language in set(offered) - {ENGLISH} else (ENGLISH,)
