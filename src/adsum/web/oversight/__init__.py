"""What was done, and the values it was done under: for auditors and administrators, and the law for everybody."""
