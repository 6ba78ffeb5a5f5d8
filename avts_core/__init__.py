"""Measure, train and evaluate audio-visual sync, without a screen."""

__version__ = "0.1.0"
