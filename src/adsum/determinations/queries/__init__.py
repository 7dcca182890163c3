"""The only reads across tables: standings, why, the year as a picture, flips, shares."""
