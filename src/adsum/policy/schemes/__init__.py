"""Programs and casework, as far as rules decide them.

    goals            the share of days a student should attend, and how many absences that leaves
    improvement      the attendance improvement program: counselor days, schools chosen, did it work
    recovery_day     visiting students who are not in school: volunteers, who is visited, what an outcome means
    review           meetings of the review team, hearings of the review board, their papers, clocks and endings
    plans            the school's attendance plan, the data-quality mails
    records          how long notes are kept, entries made late
    recognition      who is recognized for attendance; rolls submitted
    excuses          who may explain an absence, and when a parent's note is no longer enough
    letters          the languages of a school's letters; what a district's own reason codes stand for
    truancy_steps    what may follow each report of truancy

Every function takes its facts, `pack` and `on` (the day whose law holds) and answers with what it used.
"""
