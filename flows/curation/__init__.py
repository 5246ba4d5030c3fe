"""Human decisions about rows: joins of entities, the knowledge table, release from quarantine."""
