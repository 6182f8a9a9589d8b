"""What Pitwall asks of MLflow and tells it; the gateway's side is workflows/gateway."""
