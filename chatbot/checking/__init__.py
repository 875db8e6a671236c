"""What is wrong with the articles, for the people who keep them."""
