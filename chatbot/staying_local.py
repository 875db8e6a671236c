"""Tell the libraries to send nothing: read once, before any of them, by `chatbot/__init__.py`."""

import os

_SWITCHES = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",  # chromadb
    "GRADIO_ANALYTICS_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime reads it when it is imported, and only then
    "DO_NOT_TRACK": "1",
}


def stay_local() -> None:
    """Set what turns telemetry off; what the user has set himself stands."""
    for variable, value in _SWITCHES.items():
        os.environ.setdefault(variable, value)
