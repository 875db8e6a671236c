"""The page in the browser: the only door to Gradio and the web server."""
