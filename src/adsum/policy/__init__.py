"""The law as code: facts in, findings out. Pure: no Django, no clock, no disk writes.

    facts = Facts.of({...})                                     the tables of docs/reference/facts.md
    problems = check(facts, pack=pack)                          refuse bad facts before judging them
    determine(facts, as_of=day, pack=pack)                      the five tables of findings
    explain(student_id, facts, as_of=day, pack=pack)            the same stages for one student, in words

README.md says which rule stands where.
"""
