"""Windows and dialogs, and the actions of their menus and keys."""
