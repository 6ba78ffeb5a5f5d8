"""What is remembered between two starts, in files that survive a crash."""
