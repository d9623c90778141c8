"""The database: the embedded cluster, its roles, the migrations' runner."""
