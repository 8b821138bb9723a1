DOMAINS = ["example.com"]
PORTS = [443]
