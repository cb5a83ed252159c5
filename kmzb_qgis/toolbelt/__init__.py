"""Errors, words, paths, settings, network: what every room needs."""
