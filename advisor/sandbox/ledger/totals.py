"""Totals by day, kept by the database itself: whatever posts an entry, its lines are added in the same transaction.

An entry that is posted never changes, so a total only grows and cannot go stale.
"""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.store import protect
from advisor.sandbox.ledger.tables import Total

# What the two databases have in common: the sums of the lines of the entry that is being posted.
_ADD = """INSERT INTO total (company_id, on_day, account_id, cost_centre_id, closing, shard, period_id,
    debit, credit)
  SELECT NEW.company_id, NEW.on_day, account_id, COALESCE(cost_centre_id, 0),
    CASE WHEN NEW.journal = 'CLO' THEN 1 ELSE 0 END, {shard}, NEW.period_id,
    SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END)
  FROM entry_line WHERE entry_id = NEW.id GROUP BY account_id, COALESCE(cost_centre_id, 0)
  ON CONFLICT (company_id, on_day, account_id, cost_centre_id, closing, shard)
  DO UPDATE SET debit = total.debit + excluded.debit, credit = total.credit + excluded.credit"""

protect(
    "entry",
    f"""CREATE TRIGGER entry_totals AFTER UPDATE ON entry WHEN OLD.state = 'draft' AND NEW.state = 'posted'
BEGIN {_ADD.format(shard="0")}; END""",
    f"""CREATE FUNCTION entry_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {_ADD.format(shard="pg_backend_pid()")}; RETURN NULL; END $$;
CREATE TRIGGER entry_totals AFTER UPDATE ON entry FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state = 'posted')
EXECUTE FUNCTION entry_totals()""",
)


def gather(session: Session, period: int) -> None:
    """Put the shards of a period together; only while nobody else can post in it."""
    keys = (Total.company_id, Total.on, Total.account_id, Total.cost_centre_id, Total.closing, Total.period_id)
    wanted = select(*keys, func.sum(Total.debit).label("debit"), func.sum(Total.credit).label("credit"))
    rows = session.execute(wanted.where(Total.period_id == period).group_by(*keys)).mappings().all()
    if rows:
        session.execute(delete(Total).where(Total.period_id == period))
        session.execute(insert(Total), [{**row, "shard": 0} for row in rows])
