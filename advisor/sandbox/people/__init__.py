"""People and projects: staff, attendance, payroll, expenses, projects, resources, fixed assets."""
