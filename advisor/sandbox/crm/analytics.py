"""What customers and channels bring: funnel, cohorts, value of a customer, effect of a channel."""
