"""What background jobs are made of: their tables, the files they make, one run of a job, and the engine below."""
