"""The work with a family after a letter: conference attempts and referrals to the review board."""
