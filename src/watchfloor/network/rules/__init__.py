"""What network decides, without database and clock."""
