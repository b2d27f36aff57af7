"""Mails and sequences of mails to the members of a campaign, in an outbox of the sandbox."""
