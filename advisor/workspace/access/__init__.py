"""Who may enter: organisations, their members, passwords, second factors, sessions, and a log of what was done."""
