"""Measurements; run them by hand: ``python -m benchmarks --help``. None of them is a test."""
