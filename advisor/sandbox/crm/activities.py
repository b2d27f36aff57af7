"""Activities: calls, mails, meetings, visits and tasks, what is due and what is overdue."""
