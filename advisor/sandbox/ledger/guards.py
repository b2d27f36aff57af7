"""What the database itself refuses: changing or removing what was posted, and posting what does not balance.

On PostgreSQL a line holds its entry while it is written, so that nobody posts the entry meanwhile without it.
"""

from __future__ import annotations

from advisor.sandbox.core.store import protect
from advisor.sandbox.ledger import tables as _tables  # noqa: F401 - the tables must be known

protect(
    "entry",
    """CREATE TRIGGER entry_fixed BEFORE UPDATE ON entry WHEN OLD.state = 'posted'
BEGIN SELECT RAISE(ABORT, 'a posted entry is fixed'); END
--
CREATE TRIGGER entry_kept BEFORE DELETE ON entry WHEN OLD.state = 'posted'
BEGIN SELECT RAISE(ABORT, 'a posted entry is fixed'); END
--
CREATE TRIGGER entry_born_draft BEFORE INSERT ON entry WHEN NEW.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'an entry begins as a draft'); END
--
CREATE TRIGGER entry_balances BEFORE UPDATE ON entry WHEN OLD.state = 'draft' AND NEW.state = 'posted'
BEGIN
  SELECT RAISE(ABORT, 'an entry must balance') WHERE (SELECT COUNT(*) < 2 OR SUM(amount) <> 0 FROM entry_line
    WHERE entry_id = NEW.id);
  SELECT RAISE(ABORT, 'an entry must balance in each currency') WHERE EXISTS (SELECT 1 FROM entry_line
    WHERE entry_id = NEW.id AND currency IS NOT NULL GROUP BY currency HAVING SUM(foreign_amount) <> 0);
  SELECT RAISE(ABORT, 'the period is not open') WHERE (SELECT state <> 'open' OR NEW.on_day NOT BETWEEN first AND last
    FROM period WHERE id = NEW.period_id);
END""",
    """CREATE FUNCTION entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN RAISE EXCEPTION 'an entry begins as a draft'; END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'posted' THEN RAISE EXCEPTION 'a posted entry is fixed'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.state = 'posted' THEN
    IF (SELECT COUNT(*) < 2 OR SUM(amount) <> 0 FROM entry_line WHERE entry_id = NEW.id) THEN
      RAISE EXCEPTION 'an entry must balance';
    END IF;
    IF EXISTS (SELECT 1 FROM entry_line WHERE entry_id = NEW.id AND currency IS NOT NULL
               GROUP BY currency HAVING SUM(foreign_amount) <> 0) THEN
      RAISE EXCEPTION 'an entry must balance in each currency';
    END IF;
    IF (SELECT state <> 'open' OR NEW.on_day NOT BETWEEN first AND last FROM period WHERE id = NEW.period_id) THEN
      RAISE EXCEPTION 'the period is not open';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER entry_guard BEFORE INSERT OR UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_guard();
CREATE FUNCTION entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a posted entry is fixed'; END $$;
CREATE TRIGGER entry_kept BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION entry_kept()""",
)

protect(
    "entry_line",
    """CREATE TRIGGER line_added BEFORE INSERT ON entry_line
WHEN (SELECT state FROM entry WHERE id = NEW.entry_id) = 'posted'
BEGIN SELECT RAISE(ABORT, 'a posted entry is fixed'); END
--
CREATE TRIGGER line_fixed BEFORE UPDATE ON entry_line
WHEN 'posted' IN (SELECT state FROM entry WHERE id IN (OLD.entry_id, NEW.entry_id))
BEGIN SELECT RAISE(ABORT, 'a posted entry is fixed'); END
--
CREATE TRIGGER line_kept BEFORE DELETE ON entry_line
WHEN (SELECT state FROM entry WHERE id = OLD.entry_id) = 'posted'
BEGIN SELECT RAISE(ABORT, 'a posted entry is fixed'); END""",
    """CREATE FUNCTION line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND (SELECT state FROM entry WHERE id = OLD.entry_id FOR SHARE) = 'posted' THEN
    RAISE EXCEPTION 'a posted entry is fixed';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF (SELECT state FROM entry WHERE id = NEW.entry_id FOR SHARE) = 'posted' THEN
    RAISE EXCEPTION 'a posted entry is fixed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER line_guard BEFORE INSERT OR UPDATE OR DELETE ON entry_line FOR EACH ROW EXECUTE FUNCTION line_guard();
CREATE TRIGGER line_kept BEFORE TRUNCATE ON entry_line FOR EACH STATEMENT EXECUTE FUNCTION entry_kept()""",
)

protect(
    "match",
    """CREATE TRIGGER match_fits AFTER INSERT ON "match"
BEGIN
  SELECT RAISE(ABORT, 'a match is between a posted debit and a posted credit of one account') WHERE NOT EXISTS (
    SELECT 1 FROM entry_line d JOIN entry_line c ON c.account_id = d.account_id AND c.party_id IS d.party_id
      AND c.currency IS d.currency JOIN entry e ON e.id = d.entry_id JOIN entry f ON f.id = c.entry_id
    WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id AND e.state = 'posted' AND f.state = 'posted'
      AND e.company_id = f.company_id);
  SELECT RAISE(ABORT, 'no more can be matched than a line holds') WHERE
    (SELECT SUM(amount) FROM "match" WHERE debit_id = NEW.debit_id)
      > (SELECT amount FROM entry_line WHERE id = NEW.debit_id)
    OR (SELECT SUM(amount) FROM "match" WHERE credit_id = NEW.credit_id)
      > (SELECT -amount FROM entry_line WHERE id = NEW.credit_id);
END
--
CREATE TRIGGER match_fixed BEFORE UPDATE ON "match" BEGIN SELECT RAISE(ABORT, 'a match is fixed'); END""",
    """CREATE FUNCTION match_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION 'a match is fixed'; END IF;
  PERFORM 1 FROM entry_line WHERE id IN (NEW.debit_id, NEW.credit_id) ORDER BY id FOR UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM entry_line d JOIN entry_line c ON c.account_id = d.account_id
      AND c.party_id IS NOT DISTINCT FROM d.party_id AND c.currency IS NOT DISTINCT FROM d.currency
      JOIN entry e ON e.id = d.entry_id JOIN entry f ON f.id = c.entry_id
    WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id AND e.state = 'posted' AND f.state = 'posted'
      AND e.company_id = f.company_id) THEN
    RAISE EXCEPTION 'a match is between a posted debit and a posted credit of one account';
  END IF;
  IF (SELECT SUM(amount) FROM "match" WHERE debit_id = NEW.debit_id)
      > (SELECT amount FROM entry_line WHERE id = NEW.debit_id)
    OR (SELECT SUM(amount) FROM "match" WHERE credit_id = NEW.credit_id)
      > (SELECT -amount FROM entry_line WHERE id = NEW.credit_id) THEN
    RAISE EXCEPTION 'no more can be matched than a line holds';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER match_guard AFTER INSERT OR UPDATE ON "match" FOR EACH ROW EXECUTE FUNCTION match_guard()""",
)
