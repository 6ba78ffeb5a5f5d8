"""Work off the UI thread: threads for short jobs, a process that measures."""
