"""Errors that the core raises on purpose.

::

    AvtsError
    ├── MediaError              a movie cannot be used
    │   ├── UnreadableError     missing, a folder, empty, not a movie, damaged
    │   ├── NoPictureError      readable, but without a picture
    │   ├── NoSoundError        readable, but without (the chosen) sound
    │   └── WriteError          a movie cannot be written
    ├── ConfigError             a recipe or an option is wrong
    ├── CheckpointError         a bundle or checkpoint cannot be loaded or saved
    ├── AnalysisError           an analysis cannot be made
    ├── TrainingError           a training run cannot go on
    └── JobCancelledError       somebody cancelled the work

Each message is one clear sentence for the person at the keyboard: what was
found, what was expected and, where there is one, the remedy. Foreign exceptions
are turned into these where they enter.
"""


class AvtsError(Exception):
    """Any error that the core raises on purpose."""


class MediaError(AvtsError):
    """A movie cannot be used."""


class UnreadableError(MediaError):
    """The file is missing, a folder, empty, not a movie, or damaged."""


class NoPictureError(MediaError):
    """The file is readable but holds no picture."""


class NoSoundError(MediaError):
    """The file is readable but holds no sound, or not the chosen track."""


class WriteError(MediaError):
    """A movie cannot be written."""


class ConfigError(AvtsError):
    """A recipe or an option is wrong."""


class CheckpointError(AvtsError):
    """A bundle or checkpoint cannot be loaded or saved."""


class AnalysisError(AvtsError):
    """An analysis cannot be made."""


class TrainingError(AvtsError):
    """A training run cannot go on."""


class JobCancelledError(AvtsError):
    """Somebody cancelled the work."""
