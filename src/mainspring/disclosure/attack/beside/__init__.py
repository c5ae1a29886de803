"""What lies beside a release and was never meant to be sent: backups, archives, databases, rows of people."""
