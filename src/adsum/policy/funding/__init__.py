"""Attendance that the state pays for: everything beyond the sums by school month that the engine gives (`ada`).

    school_months      which twenty days make a school month
    periods            the reports of a year: which months they hold, what is due when, and their sums
    change             why one report differs from another: schools, months, late corrections
    minimum_day        how long a day must be to count, by grade; releases and part-time programs
    continuation       schools that count minutes: the day, the week's limit, holidays
    weekend            weekend make-up classes
    recovery           attendance recovery: days earned from minutes, and their limits
    emergency          closures and days with few students (Form J-13A)
    instructional_time the year's days and minutes, and what is lost when they are short
    elsewhere          home and hospital instruction, independent study
    absence_summary    the yearly absence summary for CALPADS: its sums, its checks, hourly schools
    chronic_reports    chronic absence as different reports define it
    tables             optional tables of the facts folder that these rules read

Every function takes its facts, `pack` and `on` (the day whose law holds) and answers with what it used.
"""
