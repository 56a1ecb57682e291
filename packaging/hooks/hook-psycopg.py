"""PyInstaller: psycopg looks for its C half by name. Its modules stay files of their own, as the LGPL asks."""

hiddenimports = ["psycopg_binary", "psycopg_binary.pq", "psycopg_binary._psycopg"]
module_collection_mode = "py"
