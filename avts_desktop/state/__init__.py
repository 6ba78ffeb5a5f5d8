"""What the window shows, as plain evented data: no Qt, written by controllers only."""
