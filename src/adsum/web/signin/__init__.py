"""Signing in, signing out, choosing a language."""
