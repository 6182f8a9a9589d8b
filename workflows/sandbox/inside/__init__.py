"""What runs inside a sandbox before the model does; standard library only, since nothing else is visible there."""
