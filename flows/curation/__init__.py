"""What people decide about rows: joins of entities, knowledge, release from quarantine."""
