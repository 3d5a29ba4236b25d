"""Between the domain and what is sent and stored: below api, web, events, clients and store."""
