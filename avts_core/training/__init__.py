"""Train a model: losses, curriculum, self-alignment, checkpoints."""
