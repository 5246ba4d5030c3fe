"""The only home of DuckDB: schema, migrations, publication, queries."""
