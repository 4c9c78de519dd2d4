"""How a process walls itself in before it reads what strangers wrote; knows no database and no record."""
