"""Numbers of the log-mel filterbanks, apart from torch, which takes seconds to load."""

RATE_HZ = 16000
NUM_BANDS = 80
HOP_S = 0.01
HOP_SAMPLES = 160
WINDOW_SAMPLES = 400
FFT_SAMPLES = 512
LOWEST_HZ, HIGHEST_HZ = 60.0, 7600.0
LOG_FLOOR = 1e-5
"""Added to the power before the logarithm: about -50 dB below a loud voice."""
LEVEL_PERCENTILE = 95.0
LEVEL_WINDOW_S = 20.0
"""Loudness is measured over this long a stretch and taken away, so that a quiet
recording, or a quiet scene of a long film, looks like a loud one."""
FLOOR_BELOW_LEVEL = -9.5
SPREAD = 3.0
"""Levelled values are cut below the floor and divided by the spread: about -3 to 1."""
