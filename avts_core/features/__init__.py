"""Turn pictures and samples into arrays: faces, mouths, log-mels, shot cuts."""
