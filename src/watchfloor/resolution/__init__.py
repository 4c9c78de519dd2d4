"""Who is who: the matching engine on columns. Pure: it knows no Django, no database and no clock of the wall."""
