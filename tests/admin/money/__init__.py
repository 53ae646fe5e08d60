"""Tests of the money room of the console."""
