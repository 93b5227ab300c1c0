"""Stands in for llama-cpp-python, which takes minutes to build (see local_models.py)."""
