"""One metric a file, under its name in the field.

Each file holds a function that scores one case, or gives None where the case cannot be judged;
`chatbot_evals.scoring` lists them all and says how each is summed up.
"""
