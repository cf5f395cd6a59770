"""java.util.stream: streams, and what collects them."""
