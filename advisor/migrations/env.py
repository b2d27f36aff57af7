"""What Alembic runs for every migration: the connection comes in, the transaction is the caller's."""

from alembic import context

import advisor.workspace.tables  # noqa: F401  (declares the tables)
from advisor.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
