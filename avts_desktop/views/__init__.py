"""Widgets: each redraws itself from state and speaks in signals named as wishes."""
