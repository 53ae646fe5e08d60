"""Tests of partner."""
