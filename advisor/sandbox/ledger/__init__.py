"""The general ledger: the only place where amounts are booked. Posted is immutable; a correction is a reversal."""
