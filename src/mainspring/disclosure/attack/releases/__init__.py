"""The attacks on releases of scores, one file for each route; `routes` goes through all of them."""
