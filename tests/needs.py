"""A test that needs an absent program says so out loud."""

import shutil

import pytest


def program(name: str) -> str:
    """The path of ``name``, or the test ends with ``NOT RUN: why``."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"NOT RUN: {name} is not installed")
    return path
