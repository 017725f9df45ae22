"""Alembic's entry: runs on the connection that `knowledge.registry.database` hands over."""

from alembic import context

from knowledge.registry.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
