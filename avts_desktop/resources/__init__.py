"""Colours, icons and style of the window, as data: no Qt here."""
