"""The window over the core; nothing is built yet."""
