"""What the database itself refuses: changing or removing what was posted, and posting what does not balance."""

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
CREATE TRIGGER entry_guard BEFORE INSERT OR UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_guard()""",
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
  IF TG_OP <> 'INSERT' AND (SELECT state FROM entry WHERE id = OLD.entry_id) = 'posted' THEN
    RAISE EXCEPTION 'a posted entry is fixed';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF (SELECT state FROM entry WHERE id = NEW.entry_id) = 'posted' THEN
    RAISE EXCEPTION 'a posted entry is fixed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER line_guard BEFORE INSERT OR UPDATE OR DELETE ON entry_line FOR EACH ROW EXECUTE FUNCTION line_guard()""",
)
