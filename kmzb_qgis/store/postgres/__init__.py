"""The second engine of the store: PostgreSQL with PostGIS, for many officers at once."""
