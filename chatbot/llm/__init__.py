"""The door to a language model: settings -> a model -> a stream of text, or one stated failure."""
