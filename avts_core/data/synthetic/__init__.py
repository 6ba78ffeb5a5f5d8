"""A generated world: talking heads and events whose sound and picture share one clock.

Start at ``scene.py``. Everything follows from a seed, and everything streams.
"""
