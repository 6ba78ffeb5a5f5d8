"""The only writers of state: they turn wishes of people into what is so."""
