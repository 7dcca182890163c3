"""Views of the letters job: lists, one letter, acts."""
