"""HTTP as the gateway speaks it: the protocol, requests and answers, threads for the database."""
