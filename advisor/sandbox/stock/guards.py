"""What the database itself refuses: changing or removing a move."""

from __future__ import annotations

from advisor.sandbox.core.store import protect
from advisor.sandbox.stock import tables as _tables  # noqa: F401 - the table must be known

protect(
    "stock_move",
    """CREATE TRIGGER move_fixed BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'a move is fixed'); END
--
CREATE TRIGGER move_kept BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'a move is fixed'); END""",
    """CREATE FUNCTION move_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a move is fixed'; END $$;
CREATE TRIGGER move_fixed BEFORE UPDATE OR DELETE ON stock_move FOR EACH ROW EXECUTE FUNCTION move_fixed();
CREATE TRIGGER move_kept BEFORE TRUNCATE ON stock_move FOR EACH STATEMENT EXECUTE FUNCTION move_fixed()""",
)
