"""One page for one student: the record, the year as a picture, the standing and why; and the way to find it."""
