"""How a family was asked to a conference: the words of the attempt's channel, cheapest first (EC 48262)."""

CHANNELS = ("phone", "email", "text", "letter", "in_person", "home_visit")
