"""The way in and out of a school, as far as rules decide it.

    ages             birthdays, the grade a birth date gives, who must attend school
    spells           when an enrollment begins and ends, overlaps, short-term enrollments
    exit_codes       exit reasons and completions of the state, and what may go together
    withdrawals      which paper supports which leave; due diligence before "whereabouts unknown"
    no_shows         students expected who did not come
    immunization     doses, conditional admission and its clocks
    papers           documents and affidavits, who may enroll a child, special populations
    permits          permits between schools and districts: clocks, appeals, renewal, revocation
    residence        address changes, wrong addresses, investigations

Every function takes its facts, `pack` and `on` (the day whose law holds) and answers with what it used.
"""
