"""Actions on inference endpoints: put, shown, deleted, asked. The models themselves are findling.inference's."""
