"""Conference attempts and referrals: recorded once, counted by the law, refused before their time."""

from datetime import date

import pytest
from letters import OCT_10, absent_all_day, issued, judge, noon, standing, truant
from world import World

from adsum.cases import queries
from adsum.cases.actions import AttemptRefused, ReferralRefused, can_refer, record_conference_attempt, refer
from adsum.cases.models import ConferenceAttempt, Referral
from adsum.determinations.models import Step
from adsum.district.models import AuditEvent
from adsum.notices import actions

OCT_21, OCT_24, OCT_31, NOV_4, NOV_6 = (
    date(2025, 10, 21), date(2025, 10, 24), date(2025, 10, 31), date(2025, 11, 4), date(2025, 11, 6),
)  # fmt: skip
KEIKO = "Keiko Sato"


def attempt(world: World, on: date, *, attempted_on: date | None = None, **changed: str) -> ConferenceAttempt:
    words = {"channel": "phone", "outcome": "no_answer", **changed}
    return record_conference_attempt(
        student=world.student(KEIKO), attempted_on=attempted_on or on, on=on, by=world.person("counselor"),
        at=noon(on), **words,
    )  # fmt: skip


def with_two_letters(world: World) -> None:
    """T10 without the conference: letters on 10-10 and 10-31, further days on 10-21 and 11-04."""
    truant(world, KEIKO)
    issued(world, KEIKO, choices=("english_only",))
    absent_all_day(world, KEIKO, OCT_21)
    judge(world, KEIKO, on=OCT_21)
    actions.record_sent(
        student=world.student(KEIKO), school=world.high, level=2, issued_on=OCT_31, why="Binder 2",
        by=world.person("clerk"), at=noon(OCT_31),
    )  # fmt: skip
    absent_all_day(world, KEIKO, NOV_4)
    judge(world, KEIKO, on=NOV_4)


def test_T10_with_an_attempt_after_the_first_letter_the_third_report_makes_a_habitual_truant(world: World) -> None:
    with_two_letters(world)
    assert (standing(world, KEIKO).report_3_on, standing(world, KEIKO).habitual_on) == (NOV_4, None)
    attempt(world, NOV_4, attempted_on=OCT_24)
    assert standing(world, KEIKO).habitual_on == NOV_4


def test_T11_an_attempt_two_days_late_moves_the_day(world: World) -> None:
    with_two_letters(world)
    attempt(world, NOV_6)
    assert standing(world, KEIKO).habitual_on == NOV_6


def test_an_attempt_is_kept_with_how_and_what_came_of_it_and_one_audit_event(world: World) -> None:
    made = attempt(world, OCT_24, outcome="left_message", summary="  Will call back.  ")
    (kept,) = queries.conference_attempts(world.student(KEIKO))
    assert (kept, kept.channel, kept.outcome, kept.summary) == (made, "phone", "left_message", "Will call back.")
    event = AuditEvent.objects.get(verb="conference.attempted")
    assert event.details == {"channel": "phone", "outcome": "left_message"}


def test_two_tries_on_one_day_are_two_rows_and_one_step(world: World) -> None:
    attempt(world, OCT_24)
    attempt(world, OCT_24, channel="email")
    assert (ConferenceAttempt.objects.count(), Step.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"channel": "pigeon"}, "pigeon"),
        ({"outcome": "fine"}, "outcomes are held"),
        ({"summary": "x" * 501}, "longer than 500"),
    ],
)
def test_what_is_not_known_or_too_long_is_refused_and_nothing_saved(
    world: World, changed: dict[str, str], words: str
) -> None:
    with pytest.raises(AttemptRefused, match=words):
        attempt(world, OCT_24, **changed)
    assert (ConferenceAttempt.objects.count(), Step.objects.count()) == (0, 0)


def test_an_attempt_of_tomorrow_is_refused(world: World) -> None:
    with pytest.raises(AttemptRefused, match="after today"):
        attempt(world, OCT_24, attempted_on=OCT_31)


def test_T08_a_referral_before_the_earlier_steps_is_refused_with_what_is_missing(world: World) -> None:
    student, clerk = world.student(KEIKO), world.person("principal")
    with pytest.raises(ReferralRefused, match="an issued letter and a conference attempt"):
        refer(student=student, referred_on=OCT_24, on=OCT_24, by=clerk, at=noon(OCT_24))
    truant(world, KEIKO)
    issued(world, KEIKO, choices=("english_only",))
    with pytest.raises(ReferralRefused, match="Missing: a conference attempt"):
        refer(student=student, referred_on=OCT_24, on=OCT_24, by=clerk, at=noon(OCT_24))
    attempt(world, OCT_21)
    assert can_refer(student=student, referred_on=OCT_24, on=OCT_24)
    refer(student=student, referred_on=OCT_24, on=OCT_24, by=clerk, at=noon(OCT_24))
    assert queries.referrals(student) == [Referral.objects.get()]
    with pytest.raises(ReferralRefused, match="already"):
        refer(student=student, referred_on=OCT_24, on=OCT_24, by=clerk, at=noon(OCT_24))


def test_a_rescinded_letter_is_no_ground_for_a_referral(world: World) -> None:
    truant(world, KEIKO)
    notice = issued(world, KEIKO, choices=("english_only",))
    attempt(world, OCT_21)
    actions.rescind(notice=notice, why="A note came.", on=OCT_21, by=world.person("clerk"), at=noon(OCT_21))
    assert not can_refer(student=world.student(KEIKO), referred_on=OCT_24, on=OCT_24)
    assert notice.issued_on == OCT_10
