"""From what was decided to paper: the words of a letter (compose), its PDF (press) and where PDFs are kept (shelf)."""
