"""What is counted of closed contacts."""
