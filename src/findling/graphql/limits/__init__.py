"""What a request may ask for: `validation` checks before anything is done."""
