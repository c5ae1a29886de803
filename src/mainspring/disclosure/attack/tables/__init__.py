"""What releases tell, as tables: who makes up whom, which scores add up, how measures are made of each other."""
