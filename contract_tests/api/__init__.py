"""The API as the suite sees it: a client, users, campaigns, requests that break one rule, expectations."""
