"""java.util.function: the interfaces that lambdas are passed for."""
