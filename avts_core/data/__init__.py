"""Footage for training: generated movies, caches, augmentation, sampling."""
