"""What Alembic runs for every migration: the connection comes in, the transaction is the caller's."""

from alembic import context

import advisor.workspace.desk.tables
import advisor.workspace.work.tables  # noqa: F401  (these two declare all tables)
from advisor.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
