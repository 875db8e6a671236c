"""The page's views beside the chat: articles, quality, index. Data in, HTML out."""
