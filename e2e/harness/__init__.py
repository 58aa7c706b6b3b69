"""What the end-to-end tests share: servers, official clients, waiting, and the search for what was left behind."""
