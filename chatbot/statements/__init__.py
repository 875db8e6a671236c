"""An article becomes the statements it makes, each with the scope that it inherits."""
